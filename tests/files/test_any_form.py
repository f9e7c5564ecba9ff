"""Every form of a problem, through real files, gives back exactly the problem.

The long run of the same test: `python3 dev.py test tests/files/test_any_form.py -m slow`.
"""

import gzip
from itertools import product
from pathlib import Path

import pytest

from scheduler.domain.errors import InputError
from scheduler.domain.problem import Problem
from scheduler.files.any_form import READ, read_any, read_sheets, write_any
from scheduler.files.tables.json_tables import tables_json
from scheduler.files.template_example import example
from scheduler.texts import Language
from tests.files.nasty_texts import with_texts
from tests.random_shops import random_shop
from tests.seeds import seeds


def check_round_trips(problem: Problem, folder: Path) -> None:
    for name, language in (*product(("shop.xlsx", "shop"), Language), ("shop.json", Language.EN)):
        write_any(problem, folder / name, language)
        imported = read_any(folder / name)
        assert imported.problem == problem, (name, language)
        assert imported.notes == ()


@pytest.mark.parametrize("seed", seeds(8, of=20))
def test_a_problem_comes_back_exactly(seed: int, tmp_path: Path) -> None:
    """Random shops have a bit of everything: part deliveries, outsourcing, pins, progress, faulty orders."""
    check_round_trips(with_texts(random_shop(seed, 3), seed), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 300))
def test_many_problems_come_back_exactly(seed: int, tmp_path: Path) -> None:
    check_round_trips(with_texts(random_shop(seed, 1 + seed % 12), seed), tmp_path)


def test_json_of_either_kind_plain_and_packed(tmp_path: Path) -> None:
    for content in (tables_json(example(), "en"), tables_json(example(), "zh")):
        (tmp_path / "shop.json").write_bytes(content)
        (tmp_path / "shop.json.gz").write_bytes(gzip.compress(content))
        for name in ("shop.json", "shop.json.gz"):
            assert read_any(tmp_path / name).problem == example()
    write_any(example(), tmp_path / "shop.json", "en")
    assert read_any(tmp_path / "shop.json").problem == example()


def test_tables_are_read_over_what_is_stored(tmp_path: Path) -> None:
    """A single CSV file of one table changes that table only."""
    write_any(example(), tmp_path / "shop", "en")
    orders = tmp_path / "shop" / "orders.csv"
    orders.write_text(orders.read_text("utf-8-sig").replace("East Power / 华东电力", "West Power"), "utf-8")
    assert read_any(orders, example()).problem.orders[0].customer == "West Power"


def test_names_that_say_nothing_are_refused_with_what_is_read(tmp_path: Path) -> None:
    for name in ("shop.pdf", "shop", "xlsx"):
        (tmp_path / name).touch()
        with pytest.raises(InputError) as caught:
            read_sheets(tmp_path / name)
        assert READ in str(caught.value)
    with pytest.raises(InputError, match=r"written are \.xlsx, \.json"):
        write_any(example(), tmp_path / "shop.ods", "en")


@pytest.mark.parametrize("name", ["shop.xlsx", "shop.csv", "shop.json", "shop.json.gz"])
def test_files_that_are_not_there(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        read_any(tmp_path / name)


def test_packed_files_that_are_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "shop.json.gz"
    for content in (b"{}", gzip.compress(b"{}" * 100)[:-9], gzip.compress(b"{}") + b"x"):
        path.write_bytes(content)
        with pytest.raises(InputError, match="no complete gzip file"):
            read_any(path)
