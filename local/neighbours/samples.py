"""Sample orders of every shipped service line; `NAME-anything` has the facts of the sample `NAME`."""

from dataclasses import dataclass

from local.neighbours.order_forms import OrderFacts


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One sample order."""

    service_line: str
    title: str
    amount_fen: int
    facts: OrderFacts


def find_sample(number: str) -> Sample | None:
    """Give the sample that the number names, by itself or with any suffix after a hyphen."""
    name = number
    while name not in SAMPLES and "-" in name:
        name = name.rpartition("-")[0]
    return SAMPLES.get(name)


def _sample(line: str, title: str, amount_fen: int, **facts: str | int | bool) -> Sample:
    paid = {"paid_fen": amount_fen, "facts_clear": True}
    return Sample(service_line=line, title=title, amount_fen=amount_fen, facts=OrderFacts.model_validate(paid | facts))


SAMPLES = {
    "BIKE-OVERCHARGE-1": _sample(
        "bike", "骑行 45 分钟，锁车后继续计费", 1500,
        cause="system_error", responsible="platform", overcharged_fen=600, confidence=98,
    ),
    "BIKE-FAULT-1": _sample(
        "bike", "车锁故障，等待 25 分钟", 300,
        cause="device_fault", responsible="platform", delayed_minutes=25, confidence=95,
    ),
    "BIKE-FAULT-2": _sample(
        "bike", "刹车故障，未延误", 150,
        cause="device_fault", responsible="platform", delayed_minutes=5, confidence=92,
    ),
    "BIKE-RIDER-1": _sample(
        "bike", "停在运营区外，收取调度费", 2000,
        cause="rule_break", responsible="complainant", confidence=97,
    ),
    "BIKE-UNCLEAR-1": _sample(
        "bike", "定位漂移，骑行轨迹不完整", 450,
        cause="system_error", responsible="platform", overcharged_fen=300, confidence=40, facts_clear=False,
    ),
    "BIKE-DEPOSIT-1": _sample(
        "bike", "申请退押金 10 天，99 元未退", 9900,
        cause="deposit_withheld", responsible="platform", overcharged_fen=9900, confidence=95,
    ),
    "BIKE-DEPOSIT-2": _sample(
        "bike", "申请退押金 20 天，199 元未退", 19900,
        cause="deposit_withheld", responsible="platform", overcharged_fen=19900, confidence=95,
    ),
    "BIKE-DEPOSIT-3": _sample(
        "bike", "申请退押金 30 天，299 元未退", 29900,
        cause="deposit_withheld", responsible="platform", overcharged_fen=29900, confidence=95,
    ),
    "POWER-OVERCHARGE-1": _sample(
        "power_bank", "归还后未停止计费", 9900,
        cause="system_error", responsible="platform", overcharged_fen=2400, confidence=96,
    ),
    "POWER-FAULT-1": _sample(
        "power_bank", "无法弹出充电宝，已扣费", 400,
        cause="device_fault", responsible="platform", overcharged_fen=400, delayed_minutes=20, confidence=94,
    ),
    "POWER-UNCLEAR-1": _sample(
        "power_bank", "归还记录缺失", 9900,
        cause="", responsible="", overcharged_fen=0, confidence=30, facts_clear=False,
    ),
    "CAR-DEPOSIT-1": _sample(
        "car", "还车 30 天，押金未退", 100000,
        cause="deposit_withheld", responsible="platform", overcharged_fen=100000, confidence=93,
    ),
    "CAR-OVERCHARGE-1": _sample(
        "car", "里程按两倍计费", 16800,
        cause="system_error", responsible="platform", overcharged_fen=8400, confidence=97,
    ),
    "CAR-DAMAGE-1": _sample(
        "car", "划痕责任不明", 32000,
        cause="damage_disputed", responsible="third_party", confidence=45, facts_clear=False,
    ),
    "HOME-LATE-1": _sample(
        "cleaning", "保洁员迟到 90 分钟", 19800,
        cause="late_arrival", responsible="respondent", delayed_minutes=90, confidence=95,
    ),
    "HOME-NOSHOW-1": _sample(
        "cleaning", "保洁员未到场，已全额收费", 26000,
        cause="no_show", responsible="respondent", overcharged_fen=26000, confidence=98,
    ),
    "HOME-QUALITY-1": _sample(
        "cleaning", "厨房清洁不合格，双方说法不一", 38000,
        cause="poor_quality", responsible="respondent", confidence=55, facts_clear=False,
    ),
    "NANNY-LEFT-1": _sample(
        "nanny", "月嫂提前 6 天离岗", 1280000,
        cause="service_cut_short", responsible="respondent", overcharged_fen=295000, confidence=96,
    ),
    "RETAIL-OVERCHARGE-1": _sample(
        "goods", "优惠券未抵扣", 12900,
        cause="system_error", responsible="platform", overcharged_fen=2000, confidence=97,
    ),
    "RETAIL-LATE-1": _sample(
        "delivery", "生鲜配送超时 70 分钟", 8600,
        cause="late_delivery", responsible="third_party", delayed_minutes=70, confidence=95,
    ),
    "RETAIL-DAMAGED-1": _sample(
        "goods", "玻璃杯到货破损", 5900,
        cause="damaged_in_transit", responsible="third_party", overcharged_fen=5900, confidence=91,
    ),
    "RETAIL-FOOD-1": _sample(
        "goods", "食品疑似变质，待检验", 4800,
        cause="food_safety", responsible="respondent", confidence=50, facts_clear=False,
    ),
    "HOTLINE-CHARGE-1": _sample(
        "citizen_hotline", "水费账单重复收取一期", 8600,
        cause="wrong_charge", responsible="platform", overcharged_fen=4300, confidence=96,
    ),
    "HOTLINE-FACILITY-1": _sample(
        "citizen_hotline", "路灯连续三晚不亮", 0,
        cause="facility_fault", responsible="third_party", confidence=92,
    ),
    "HOTLINE-UNCLEAR-1": _sample(
        "citizen_hotline", "窗口办理超期，原因待查", 0,
        cause="service_delay", responsible="platform", delayed_minutes=2880, confidence=35, facts_clear=False,
    ),
}  # fmt: skip
