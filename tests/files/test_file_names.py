"""Names are cleaned before anything is decided by them."""

import pytest

from deskbell.files.file_names import clean_name, extension, with_extension


@pytest.mark.parametrize(
    ("claimed", "kept"),
    [
        ("offer.pdf", "offer.pdf"),
        ("Angebot für Anna.pdf", "Angebot für Anna.pdf"),
        ("Счёт №5.pdf", "Счёт №5.pdf"),
        ("fu\u0308r.txt", "für.txt"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("/etc/passwd", "passwd"),
        ("C:\\offer.pdf", "offer.pdf"),
        ("a/b\\c.txt", "c.txt"),
        ("..", "file"),
        ("...", "file"),
        ("", "file"),
        ("   ", "file"),
        ("dir/", "file"),
        ("\x00", "file"),
        ("photo.png\x00.exe", "photo.png.exe"),
        ("photo\u200b.ph\u200bp", "photo.php"),
        (".\u200bhtaccess", "htaccess"),
        ("\u202egnp.exe", "gnp.exe"),
        ("\u2066a\u2069.txt", "a.txt"),
        ("\ufeffa.txt", "a.txt"),
        ("a\r\nX-Header: 1.txt", "aX-Header_ 1.txt"),
        ("a\u2028b.txt", "ab.txt"),
        ("a\ud800.txt", "a.txt"),
        ('a"b<c>d|e?f*g:h.txt', "a_b_c_d_e_f_g_h.txt"),
        ("trailing. . .", "trailing"),
        ("offer.pdf.", "offer.pdf"),
        ("NUL", "_NUL"),
        ("con.txt", "_con.txt"),
        ("console.txt", "console.txt"),
        ("  two   words .txt ", "two words.txt"),
    ],
)
def test_a_name_keeps_what_is_seen_of_it(claimed: str, kept: str) -> None:
    assert clean_name(claimed) == kept
    assert clean_name(kept) == kept


@pytest.mark.parametrize("letter", ["x", "ж", "😀"])
def test_a_long_name_is_cut_and_keeps_its_extension(letter: str) -> None:
    kept = clean_name(letter * 400 + ".pdf")
    assert kept.endswith(letter + ".pdf")
    assert 250 < len(kept.encode()) <= 255


def test_the_extension_is_what_follows_the_last_dot() -> None:
    assert extension("offer.tar.GZ") == "gz"
    assert extension("offer") == ""
    assert extension("offer." + "x" * 17) == ""
    assert with_extension("IMG.1.jpg", "png") == "IMG.1.png"
    assert with_extension("photo", "png") == "photo.png"
