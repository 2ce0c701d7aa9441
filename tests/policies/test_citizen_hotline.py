import csv
import os
from pathlib import Path

import pytest

from language.words import WordTriage
from tests.shipped import PACKS

PACK = PACKS["citizen-hotline"]
REPOSITORY = Path(__file__).parents[2]
COMPLAINTS = Path(os.environ.get("REDRESS_TEST_DATA", REPOSITORY.parent / "shared" / "data")) / "citizen_labelled.csv"

LABELS = {"城乡建设", "环境保护", "交通运输", "教育文体", "劳动和社会保障", "商贸旅游", "卫生计生"}


class TestCitizenHotline:
    def test_has_the_seven_categories_of_the_labelled_complaints(self) -> None:
        assert {category.title.zh for category in PACK.catalogue.values()} == LABELS

    @pytest.mark.skipif(
        not COMPLAINTS.is_file(), reason=f"no labelled complaints at {COMPLAINTS}: set REDRESS_TEST_DATA"
    )
    def test_puts_most_real_complaints_into_their_category_by_words_alone(self) -> None:
        triage = WordTriage(PACK)
        with COMPLAINTS.open(encoding="utf-8-sig", newline="") as file:
            complaints = list(csv.DictReader(file))

        readings = [triage.read(f"{complaint['title']}\n{complaint['text']}") for complaint in complaints]

        titles = {key: category.title.zh for key, category in PACK.catalogue.items()} | {None: ""}
        right = sum(titles[r.category] == c["label"] for r, c in zip(readings, complaints, strict=True))
        assert {complaint["label"] for complaint in complaints} == LABELS
        # 87 % at the time of writing.
        assert right / len(complaints) >= 0.70
