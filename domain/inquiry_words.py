"""Plain words for the parties of an investigation and the kinds of its tasks."""

from collections.abc import Mapping
from typing import Final

from domain.case_tasks import TaskKind
from domain.kinds import Party
from domain.words import Words

PARTIES: Final[Mapping[str, Words]] = {
    Party.COMPLAINANT: Words(zh="投诉人", en="the complainant"),
    Party.RESPONDENT: Words(zh="被投诉人", en="the respondent"),
    Party.PLATFORM: Words(zh="平台", en="the platform"),
    Party.THIRD_PARTY: Words(zh="第三方", en="a third party"),
}
RECORDS: Final[Mapping[str, Words]] = {
    "none": Words(
        zh="投诉未提供订单号，没有可调取的业务记录", en="the complaint names no order whose records could be read"
    ),
    "wanted": Words(
        zh="业务记录系统尚未答复，系统会持续调取；调查可先行开展",
        en="the records system has not answered yet and is asked until it does; the investigation goes on meanwhile",
    ),
    "fetched": Words(zh="已调取", en="fetched"),
    "missing": Words(zh="没有找到该订单的记录", en="there are no records of this order"),
}
WITHOUT_RECORDS: Final = Words(zh="作出时尚未能调取业务记录", en="recorded before the business records could be read")
IN_STEAD: Final = Words(zh="由工作人员代为记录", en="taken down by staff in their stead")
ONE_WORD: Final = Words(zh="仅凭一方说法", en="on one party's word alone")

TASKS: Final[Mapping[str, Words]] = {
    TaskKind.INTERVIEW: Words(zh="访谈", en="interview"),
    TaskKind.SERVICE_REVIEW: Words(zh="服务过程核查", en="service review"),
    TaskKind.CCTV: Words(zh="调取监控", en="CCTV"),
    TaskKind.PRODUCT_TEST: Words(zh="产品检测", en="product test"),
    TaskKind.SITE_VISIT: Words(zh="现场勘查", en="site visit"),
    TaskKind.EXPERT: Words(zh="专家意见", en="expert opinion"),
    TaskKind.APPRAISER: Words(zh="第三方评估", en="third-party appraisal"),
}
