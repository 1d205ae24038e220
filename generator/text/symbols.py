"""What TeX's commands and Unicode's small letters stand for: tables only.

The tables hold what arXiv's titles and abstracts use; rarer symbols come from the full list of
latex2mathml, which is read when the first of them turns up.
"""

# ruff: noqa: RUF001 - the look-alikes are the subject here

from __future__ import annotations

from functools import cache
from typing import Final


def _pairs(table: str) -> dict[str, str]:
    return dict(zip(*[iter(table.split())] * 2, strict=True))


def names(table: str) -> frozenset[str]:
    """The words of a table."""
    return frozenset(table.split())


GREEK: Final = _pairs("""
    alpha α beta β gamma γ delta δ epsilon ϵ zeta ζ eta η theta θ iota ι kappa κ lambda λ mu μ
    nu ν xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi ϕ chi χ psi ψ omega ω
    varepsilon ε vartheta ϑ varpi ϖ varrho ϱ varsigma ς varphi φ varkappa ϰ
    Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
""")

RELATIONS: Final = _pairs("""
    leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ ll ≪ gg ≫ lt < gt > approx ≈ sim ~ simeq ≃ cong ≅ equiv ≡
    propto ∝ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ to → rightarrow →
    leftarrow ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ iff ⇔ implies ⇒
    mapsto ↦ longrightarrow ⟶ longleftarrow ⟵ hookrightarrow ↪ rightsquigarrow ⇝
    lesssim ≲ gtrsim ≳ leqslant ≤ geqslant ≥ prec ≺ succ ≻ preceq ⪯ succeq ⪰ perp ⊥ mid | parallel ∥
    vdash ⊢ models ⊨ coloneqq ≔ triangleq ≜
""")
"""Symbols that a reader expects space around."""

OPERATORS: Final = _pairs("""
    times × cdot · pm ± mp ∓ div ÷ ast ∗ star ⋆ circ ∘ bullet • oplus ⊕ otimes ⊗ odot ⊙ ominus ⊖
    cup ∪ cap ∩ setminus ∖ wedge ∧ land ∧ vee ∨ lor ∨ bigcirc ◯ boxtimes ⊠
""")

BIG: Final = _pairs("""
    sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ oint ∮ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂
    bigvee ⋁ bigwedge ⋀
""")
"""Operators that carry limits above and below: plain text only stands in for them."""

ORDINARY: Final = _pairs(r"""
    infty ∞ partial ∂ nabla ∇ ell ℓ hbar ℏ Re ℜ Im ℑ aleph ℵ forall ∀ exists ∃ nexists ∄ neg ¬
    lnot ¬ emptyset ∅ varnothing ∅ top ⊤ bot ⊥ angle ∠ prime ′ backprime ‵ dagger † dag †
    ddagger ‡ sharp ♯ flat ♭ natural ♮ checkmark ✓ surd √ triangle △ Box □ square □ blacksquare ■
    diamond ⋄ Diamond ◇ lozenge ◊ clubsuit ♣ diamondsuit ♢ heartsuit ♡ spadesuit ♠ bigstar ★
    uparrow ↑ downarrow ↓ updownarrow ↕ Uparrow ⇑ Downarrow ⇓ nearrow ↗ searrow ↘ swarrow ↙
    nwarrow ↖ circlearrowleft ↺ circlearrowright ↻ ldots … dots … cdots ⋯ dotsc … dotsb ⋯ vdots ⋮
    ddots ⋱ colon : vert | lvert | rvert | Vert ‖ lVert ‖ rVert ‖ langle ⟨ rangle ⟩ lfloor ⌊
    rfloor ⌋ lceil ⌈ rceil ⌉ lbrace { rbrace } lbrack [ rbrack ] backslash \ degree ° deg °
    imath ı jmath ȷ slash / Bbbk 𝕜 complement ∁ wp ℘ therefore ∴ because ∵
""")

TEXT_SYMBOLS: Final = _pairs(r"""
    textgreater > textless < textbar | textbackslash \ textasciitilde ~ textasciicircum ^
    textunderscore _ textdollar $ textquotesingle ' textquotedblleft “ textquotedblright ”
    textquoteleft ‘ textquoteright ’ textendash – textemdash — textellipsis … textbullet •
    textdegree ° texttimes × textdiv ÷ textpm ± textmu µ textcent ¢ textsterling £ pounds £
    texteuro € euro € textyen ¥ textregistered ® textcopyright © copyright © texttrademark ™
    textperthousand ‰ textsection § S § textparagraph ¶ P ¶ textdagger † LaTeX LaTeX TeX TeX
    BibTeX BibTeX textrightarrow → textleftarrow ← textuparrow ↑ textdownarrow ↓ textbraceleft {
    textbraceright } textasciigrave ` guillemotleft « guillemotright »
""")
"""Commands of text, most of them spelled out; `\\S` and `\\P` are the paragraph signs there."""

FUNCTIONS: Final = names("""
    log ln lg exp max min sup inf lim limsup liminf arg argmax argmin sin cos tan cot sec csc sinh
    cosh tanh coth arcsin arccos arctan det dim ker deg gcd hom Pr softmax sign mod bmod
""")
"""Names set upright, with space to their neighbours."""

ABBREVIATIONS: Final = {
    "eg": "e.g.",
    "Eg": "E.g.",
    "ie": "i.e.",
    "Ie": "I.e.",
    "etc": "etc.",
    "etal": "et al.",
    "vs": "vs.",
    "wrt": "w.r.t.",
    "cf": "cf.",
    "aka": "a.k.a.",
    "iid": "i.i.d.",
    "dof": "d.o.f.",
}
"""Author macros that nearly every template of the field defines, always with this meaning."""

LETTERS: Final = _pairs("""
    i ı j ȷ l ł L Ł o ø O Ø ss ß ae æ AE Æ oe œ OE Œ aa å AA Å dh ð DH Ð th þ TH Þ dj đ DJ Đ ng ŋ NG Ŋ
""")

ACCENTS: Final = _pairs("""
    " \u0308 ' \u0301 ` \u0300 ^ \u0302 ~ \u0303 = \u0304 . \u0307 u \u0306 v \u030c H \u030b
    c \u0327 k \u0328 r \u030a d \u0323
""")
"""arXiv's list of accents: each composes with its letter to one character, or is left alone."""

MATH_ACCENTS: Final = _pairs("""
    hat \u0302 widehat \u0302 tilde \u0303 widetilde \u0303 Tilde \u0303 bar \u0304 overline \u0305
    dot \u0307 ddot \u0308 vec \u20d7 check \u030c breve \u0306 acute \u0301 grave \u0300
    mathring \u030a underline \u0332
""")

BLACKBOARD: Final = dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))
"""The double-struck letters that every font has."""

SUPERSCRIPTS: Final = dict(
    zip(
        "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ",
        strict=True,
    )
)
SUBSCRIPTS: Final = dict(
    zip(
        "0123456789+-=()aehijklmnoprstuvxβγρφχ",
        "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
        strict=True,
    )
)

STANDING: Final = {
    "*": "*",
    "∗": "*",
    "′": "′",
    "″": "″",
    "∘": "°",
    "°": "°",
    "†": "†",
    "‡": "‡",
    "⊤": "ᵀ",
    "⋆": "⋆",
}
"""Superscripts that are written on the line in plain text."""


@cache
def math_symbol(name: str) -> str | None:
    """The character of a command of mathematics (`alpha`), or `None`."""
    for table in (GREEK, RELATIONS, OPERATORS, BIG, ORDINARY):
        if name in table:
            return table[name]
    return _rare_symbol(name)


def _rare_symbol(name: str) -> str | None:
    from latex2mathml.symbols_parser import convert_symbol  # noqa: PLC0415 - reads 2,500 lines

    code = convert_symbol(f"\\{name}")
    return chr(int(code, 16)) if code else None
