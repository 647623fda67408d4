"""Which passwords are refused, and that others are not."""

import pytest

from deskbell.auth.weak_passwords import refuse_weak, weakness
from deskbell.base.errors import Refusal

EMAIL, NAME = "anna@harbour-shop.example", "Anna Lindqvist"

COMMON = """
password12 passwordpassword P@ssw0rd123! p4ssw0rd2026 Password1! qwertyuiop qwerty123456 1q2w3e4r5t
1qaz2wsx3edc zaq12wsxcde3 asdfghjkl123 1234567890 0987654321 123123123123 1111111111 aaaaaaaaaa
abcabcabcabc abcdefghij 2026-11-22-11 iloveyou123 ILoveYou!! letmein12345 welcome2026! Welcome123!
admin12345 administrator adminadmin trustno1trustno1 football123 superman2000 batmanbatman monkeydragon1
sunshine2026 princess!!! changeme123 changeme!! deskbell2026 starwars1977 summer2026! Winter2025/26
correcthorsebatterystaple michael1990 jennifer!1 liverpool1892 !!!!!!!!!!!! пароль12345 приветпривет
йцукенгшщз qwe123qwe123 zxcvbnm12345 19841984198 test1234test secret123456 masterkey!! nothing123
"""

GOOD = [
    "quiet harbour lantern",
    "vq3-Lampe-tonne",
    "xK9#mQ2$vL7p",
    "Rozenberg!41kettle",
    "тихая гавань фонарь",
    "8f3c1e07ba5d",
    "kettle lantern",
    "correct ponies battery",
    "月が綺麗ですね今夜は晴れ",
]


@pytest.mark.parametrize("password", COMMON.split())
def test_a_password_of_every_list_is_refused(password: str) -> None:
    assert weakness(password, EMAIL, NAME) == "common" or len(password) < 10


@pytest.mark.parametrize("password", GOOD)
def test_a_password_of_ones_own_is_taken(password: str) -> None:
    assert weakness(password, EMAIL, NAME) is None
    refuse_weak(password, EMAIL, NAME)


@pytest.mark.parametrize("password", ["", "a", "xK9#mQ2$v", "e\u0301e\u0301e\u0301e\u0301e\u0301"])
def test_a_short_password_is_refused(password: str) -> None:
    assert weakness(password, EMAIL, NAME) == "short"


@pytest.mark.parametrize(
    "password",
    [
        "anna@harbour-shop.example",
        "ANNA@harbour-shop.example1",
        "anna-2026-anna",
        "lindqvist1990",
        "harbour-shop!1",
        "AnnaLindqvist",
        "anna.lindqvist",
    ],
)
def test_a_password_made_of_ones_address_or_name_is_refused(password: str) -> None:
    assert weakness(password, EMAIL, NAME) == "like_email"


def test_the_refusal_says_why() -> None:
    with pytest.raises(Refusal) as refused:
        refuse_weak("password123", EMAIL)
    assert (refused.value.code, refused.value.status, refused.value.params) == (
        "password_too_weak",
        422,
        {"reason": "common"},
    )
