"""Letters: mathematical alphabets, small raised and lowered forms, accents, fractions."""

from __future__ import annotations

_PLAIN = "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWαβγδεθιϕφχ⊤⊺∗*⋆′∘°†‡"
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵅᵝᵞᵟᵋᶿᶥᶲᵠᵡᵀᵀ***′°°†‡"
_BASE = "0123456789+-−=()aehijklmnoprstuvxβγρφϕχ∗*⋆"
_LOWERED = "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵩᵪ⁎⁎⁎"
SUPERSCRIPTS = dict(zip(_PLAIN, _RAISED, strict=True))
SUBSCRIPTS = dict(zip(_BASE, _LOWERED, strict=True))
SAFE_SMALL = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎*′°†‡")

PRIMES = ("", "′", "″", "‴", "⁗")

# Combining marks of the accents, and what stands above (or is written) where none fits.
ACCENTS: dict[str, tuple[str, str]] = {
    "hat": ("\u0302", "^"),
    "widehat": ("\u0302", "^"),
    "bar": ("\u0304", "_"),
    "overline": ("\u0304", "_"),
    "tilde": ("\u0303", "~"),
    "widetilde": ("\u0303", "~"),
    "vec": ("\u20d7", "→"),
    "overrightarrow": ("\u20d7", "→"),
    "overleftarrow": ("\u20d6", "←"),
    "overleftrightarrow": ("\u20e1", "↔"),
    "dot": ("\u0307", "."),
    "ddot": ("\u0308", ".."),
    "dddot": ("\u20db", "..."),
    "check": ("\u030c", "v"),
    "widecheck": ("\u030c", "v"),
    "breve": ("\u0306", "u"),
    "acute": ("\u0301", "'"),
    "grave": ("\u0300", "`"),
    "mathring": ("\u030a", "o"),
    "underline": ("\u0332", "_"),
    "underbar": ("\u0332", "_"),
    "underrightarrow": ("\u20ef", "→"),
    "underleftarrow": ("\u20ee", "←"),
}

VULGAR = {
    "1/2": "½",
    "1/3": "⅓",
    "2/3": "⅔",
    "1/4": "¼",
    "3/4": "¾",
    "1/5": "⅕",
    "2/5": "⅖",
    "3/5": "⅗",
    "4/5": "⅘",
    "1/6": "⅙",
    "5/6": "⅚",
    "1/8": "⅛",
    "3/8": "⅜",
    "5/8": "⅝",
    "7/8": "⅞",
    "1/7": "⅐",
    "1/9": "⅑",
    "1/10": "⅒",
}
SAFE_VULGAR = frozenset("½¼¾")

# Alphabets that are code blocks of their own: offset of A, of a, of 0, and the odd ones out.
_BLOCKS: dict[str, tuple[int, int, int, str]] = {
    "bb": (0x1D538, 0x1D552, 0x1D7D8, "CℂHℍNℕPℙQℚRℝZℤ"),
    "cal": (0x1D49C, 0x1D4B6, 0, "BℬEℰFℱHℋIℐLℒMℳRℛeℯgℊoℴ"),
    "frak": (0x1D504, 0x1D51E, 0, "CℭHℌIℑRℜZℨ"),
    "bold": (0x1D400, 0x1D41A, 0x1D7CE, ""),
}
_BOLD_GREEK = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡϴΣΤΥΦΧΨΩ∇αβγδεζηθικλμνξοπρςστυφχψω∂ϵϑϰϕϱϖ"


def _ascii_letter(character: str) -> bool:
    return character.isascii() and character.isalnum()


def in_alphabet(character: str, alphabet: str) -> str:
    """A letter or digit in ``bb``, ``cal``, ``frak`` or ``bold``; itself where there is none."""
    if alphabet == "bold" and character in _BOLD_GREEK:
        return chr(0x1D6A8 + _BOLD_GREEK.index(character))
    if len(character) != 1 or not _ascii_letter(character) or alphabet not in _BLOCKS:
        return character
    upper, lower, digit, odd = _BLOCKS[alphabet]
    if character in odd[::2]:
        return odd[odd.index(character) + 1]
    if character.isdigit():
        return chr(digit + ord(character) - 48) if digit else character
    if character.isupper():
        return chr(upper + ord(character) - 65)
    return chr(lower + ord(character) - 97)
