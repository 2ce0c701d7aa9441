"""What is said of mass incidents (群体性事件) to people."""

from typing import Final

from domain.incident import IncidentStart
from domain.words import Words

MANY: Final = Words(
    zh="近期有多人反映同类问题，我们正在一并调查，并将答复每一位投诉人；您的时限和权利不受影响。",
    en="Many people have told us of the same problem. We look into it once for all, and answer everybody; your "
    "deadlines and rights stay yours.",
)


def opened_words(start: IncidentStart) -> Words:
    """Say to leads that an incident was opened; its name leads on."""
    about = f"{start.category}/{start.kind}"
    return Words(
        zh=f"发现群体性事件 {start.incident}：{about} 已有 {start.size} 起同类投诉，请组织统一调查并答复。",
        en=f"Mass incident {start.incident}: {start.size} complaints of {about}. Look into it once, and answer all.",
    )


STANDINGS: Final = {
    "preparing": Words(zh="待业务记录", en="waits for its records"),
    "waiting": Words(zh="待答复", en="waits for the answer"),
    "answered": Words(zh="已答复", en="answered"),
    "apart": Words(zh="单独处理", en="decided on by itself"),
    "left": Words(zh="已移出", en="has left"),
}
"""How members stand to the answer."""
HAPPENINGS: Final = {
    "opened": Words(zh="发现群体性事件", en="The incident was found"),
    "gathered": Words(zh="已通知同类投诉加入", en="Like complaints were told to join"),
    "task_opened": Words(zh="新增任务", en="A task was opened"),
    "task_done": Words(zh="任务已完成", en="A task was done"),
    "finding_recorded": Words(zh="已记录统一调查结论", en="The common finding was recorded"),
    "answer_drafted": Words(zh="已拟定统一答复", en="The common answer was drafted"),
    "approved": Words(zh="统一答复已批准", en="The common answer was approved"),
    "sent_back": Words(zh="统一答复被退回", en="The common answer was sent back"),
    "answered": Words(zh="已向成员答复", en="Members were answered"),
    "closed": Words(zh="群体性事件已关闭", en="The incident was closed"),
}
"""What happens on an incident."""
