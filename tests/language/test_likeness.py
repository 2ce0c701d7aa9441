"""How like two texts are."""

from language.likeness import NEARLY_THE_SAME, score


class TestScore:
    def test_is_full_for_the_same_words_however_they_are_set(self) -> None:
        assert score("锁不上，还不了车！", "锁不上 还不了车") == 100

    def test_is_high_when_little_was_changed(self) -> None:
        one = "昨晚在地铁站还车，锁一直锁不上，多扣了我四十元，要求退款。"

        assert NEARLY_THE_SAME <= score(one, f"{one}谢谢") < 100

    def test_is_low_for_other_words(self) -> None:
        assert score("昨晚在地铁站还车，锁一直锁不上。", "保洁员把花瓶打碎了，没人赔。") < 40

    def test_is_nothing_where_there_is_nothing_to_compare(self) -> None:
        assert score("", "") == score("！", "？") == 0
