"""Sketches: near-identical texts share a band, others do not."""

import random

from domain.sketch import BANDS, letters, sketch

TEXT = "昨晚十点在陆家嘴地铁站还车，锁一直锁不上，客服电话打了半小时没有人接，最后多扣了我四十元，要求退款并道歉。"
OTHER = "保洁员上门迟到一个半小时，厨房没有打扫干净，还把花瓶打碎了，平台客服推来推去，没有人愿意负责赔偿。"
ENGLISH = "The bike would not lock at the station, I waited half an hour for the hotline and was charged forty yuan."


def share(one: str, other: str) -> int:
    return sum(mine == theirs for mine, theirs in zip(sketch(one), sketch(other), strict=True))


class TestLetters:
    def test_leave_out_what_does_not_matter(self) -> None:
        assert letters("  Ｌｏｃｋ，jammed！\n* (42)") == "lockjammed42"


class TestSketch:
    def test_is_the_same_for_the_same_words(self) -> None:
        assert share(TEXT, f" {TEXT.replace('，', ' , ')}！！") == BANDS

    def test_agrees_in_a_band_when_little_was_changed(self) -> None:
        assert share(TEXT, f"你好，{TEXT}谢谢") > 0
        assert share(TEXT, TEXT.replace("四十元", "五十元")) > 0
        assert share(ENGLISH, ENGLISH.replace("forty", "fifty")) > 0

    def test_agrees_in_none_for_other_words(self) -> None:
        assert share(TEXT, OTHER) == 0

    def test_finds_nearly_all_that_were_changed_in_one_place(self) -> None:
        chance = random.Random(5)
        found = 0
        for _ in range(200):
            words = "".join(
                chance.choices("投诉退款单车押金客服锁电话元分钟等待处理平台故障赔偿服务司机站点骑行", k=80)
            )
            at = chance.randrange(70)
            found += share(words, words[:at] + "改动" + words[at + 4 :]) > 0

        assert found >= 195

    def test_is_none_where_there_is_too_little_to_compare(self) -> None:
        assert sketch("退款！") == []
        assert sketch("") == []

    def test_stays_what_it_was(self) -> None:
        # Sketches are stored: other numbers here would find nothing of what was filed before.
        assert sketch(ENGLISH)[0] == STORED


STORED = (32_322_272_874_760_200, 847_959_580_934_312_377, 360_323_753_394_488_330)
