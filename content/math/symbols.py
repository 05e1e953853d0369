"""The symbols of LaTeX, amsmath and amssymb: command name to character and atom class.

Each table is one string of ``name character`` pairs, so that the import stays cheap.
"""

from __future__ import annotations

ORD, OP, BIN, REL, OPEN, CLOSE, PUNCT, INNER = range(8)
UNARY = 8  # a sign: a binary operator with nothing on its left
WORD = 9  # an ordinary symbol spelled out in letters (ascii mode), kept apart from others
BIG = 10  # an operator sign such as a sum, which keeps its distance from fences too
WORD_REL = 11  # a relation spelled out in letters
NONE = 12  # the edge of a row
BAR = 14  # a vertical bar: opening where a sign would be one
SPACE = 13  # space asked for; transparent for the atom spacing

_VARIABLES = """
alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι
kappa κ varkappa ϰ lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ
varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω digamma ϝ
varGamma Γ varDelta Δ varTheta Θ varLambda Λ varXi Ξ varPi Π varSigma Σ varUpsilon Υ varPhi Φ
varPsi Ψ varOmega Ω imath ı jmath ȷ ell ℓ hbar ℏ hslash ℏ wp ℘
"""

_ORDINARY = """
Alpha Α Beta Β Gamma Γ Delta Δ Epsilon Ε Zeta Ζ Eta Η Theta Θ Iota Ι Kappa Κ Lambda Λ Mu Μ Nu Ν
Xi Ξ Omicron Ο Pi Π Rho Ρ Sigma Σ Tau Τ Upsilon Υ Phi Φ Chi Χ Psi Ψ Omega Ω
infty ∞ partial ∂ nabla ∇ forall ∀ exists ∃ nexists ∄ emptyset ∅ varnothing ∅ Re ℜ Im ℑ
aleph ℵ beth ℶ gimel ℷ daleth ℸ top ⊤ bot ⊥ angle ∠ measuredangle ∡ sphericalangle ∢
triangle △ vartriangle △ triangledown ▽ blacktriangle ▲ blacktriangledown ▼ square □ Box □
blacksquare ■ qed ∎ lozenge ◊ blacklozenge ⧫ Diamond ◇ diamondsuit ♢ heartsuit ♡ clubsuit ♣
spadesuit ♠ bigstar ★ flat ♭ natural ♮ sharp ♯ neg ¬ lnot ¬ prime ′ backprime ‵ surd √ eth ð
mho ℧ Finv Ⅎ Game ⅁ Bbbk 𝕜 complement ∁ circledS Ⓢ circledR ® yen ¥ maltese ✠ checkmark ✓
degree ° S § P ¶ copyright © pounds £ mathsterling £ euro € dag † ddag ‡ backslash \\
textbackslash \\ Vert ‖ vert | | ‖ # # % % & & $ $ _ _
cdotp · ldotp . diagup ╱ diagdown ╲ textdegree ° textbar | textless < textgreater >
textasciitilde ~ textasciicircum ^ textunderscore _ textdollar $ textquoteright ’
bigcirc ◯ hearts ♡ AA Å aa å ss ß ae æ AE Æ oe œ OE Œ o ø O Ø l ł L Ł i ı j ȷ
N ℕ Z ℤ R ℝ Q ℚ C ℂ natnums ℕ Reals ℝ reals ℝ Complex ℂ cnums ℂ
"""

_INNER = """
ldots … dots … cdots ⋯ vdots ⋮ ddots ⋱ iddots ⋰ adots ⋰ dotsc … dotsb ⋯ dotsm ⋯ dotsi ⋯ dotso …
mathellipsis … textellipsis … hdots …
"""

_BINARY = """
pm ± mp ∓ times × div ÷ cdot · ast ∗ star ⋆ circ ∘ bullet • cap ∩ cup ∪ uplus ⊎ sqcap ⊓ sqcup ⊔
vee ∨ lor ∨ wedge ∧ land ∧ setminus ∖ smallsetminus ∖ wr ≀ diamond ⋄ bigtriangleup △
bigtriangledown ▽ triangleleft ◁ triangleright ▷ lhd ⊲ rhd ⊳ unlhd ⊴ unrhd ⊵ oplus ⊕ ominus ⊖
otimes ⊗ oslash ⊘ odot ⊙ ocirc ⊚ circledcirc ⊚ circledast ⊛ circleddash ⊝ boxplus ⊞ boxminus ⊟
boxtimes ⊠ boxdot ⊡ dagger † ddagger ‡ amalg ⨿ ltimes ⋉ rtimes ⋊ leftthreetimes ⋋
rightthreetimes ⋌ curlywedge ⋏ curlyvee ⋎ dotplus ∔ divideontimes ⋇ Cap ⋒ Cup ⋓ doublecap ⋒
doublecup ⋓ barwedge ⊼ veebar ⊻ doublebarwedge ⩞ intercal ⊺ centerdot · gtrdot ⋗ lessdot ⋖
bmod mod And & plus +
"""

_RELATIONS = """
leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ lt < gt > leqq ≦ geqq ≧ leqslant ⩽ geqslant ⩾ ll ≪ gg ≫ lll ⋘
ggg ⋙ llless ⋘ gggtr ⋙ equiv ≡ sim ∼ simeq ≃ approx ≈ approxeq ≊ cong ≅ propto ∝ varpropto ∝
asymp ≍ doteq ≐ doteqdot ≑ Doteq ≑ fallingdotseq ≒ risingdotseq ≓ eqcirc ≖ circeq ≗ triangleq ≜
coloneqq ≔ eqqcolon ≕ coloneq ≔ Coloneqq ⩴ colonequals ≔ vcentcolon : bumpeq ≏ Bumpeq ≎ backsim ∽
backsimeq ⋍ thicksim ∼ thickapprox ≈ in ∈ ni ∋ owns ∋ notin ∉ notni ∌ subset ⊂ supset ⊃ subseteq ⊆
supseteq ⊇ subsetneq ⊊ supsetneq ⊋ varsubsetneq ⊊ varsupsetneq ⊋ subseteqq ⫅ supseteqq ⫆
subsetneqq ⫋ supsetneqq ⫌ nsubseteq ⊈ nsupseteq ⊉ Subset ⋐ Supset ⋑ sqsubset ⊏ sqsupset ⊐
sqsubseteq ⊑ sqsupseteq ⊒ prec ≺ succ ≻ preceq ⪯ succeq ⪰ preccurlyeq ≼ succcurlyeq ≽
curlyeqprec ⋞ curlyeqsucc ⋟ precsim ≾ succsim ≿ precapprox ⪷ succapprox ⪸ precneqq ⪵ succneqq ⪶
precnsim ⋨ succnsim ⋩ precnapprox ⪹ succnapprox ⪺ lesssim ≲ gtrsim ≳ lessapprox ⪅ gtrapprox ⪆
lessgtr ≶ gtrless ≷ lesseqgtr ⋚ gtreqless ⋛ eqslantless ⪕ eqslantgtr ⪖ lneq ⪇ gneq ⪈ lneqq ≨
gneqq ≩ lvertneqq ≨ gvertneqq ≩ lnsim ⋦ gnsim ⋧ lnapprox ⪉ gnapprox ⪊ nless ≮ ngtr ≯ nleq ≰ ngeq ≱
nleqslant ≰ ngeqslant ≱ nprec ⊀ nsucc ⊁ npreceq ⋠ nsucceq ⋡ nsim ≁ ncong ≇ mid ∣ nmid ∤
shortmid ∣ nshortmid ∤ parallel ∥ nparallel ∦ shortparallel ∥ nshortparallel ∦ perp ⟂ Perp ⫫
vdash ⊢ dashv ⊣ vDash ⊨ models ⊨ Vdash ⊩ Vvdash ⊪ nvdash ⊬ nvDash ⊭ nVdash ⊮ nVDash ⊯ smile ⌣
frown ⌢ smallsmile ⌣ smallfrown ⌢ bowtie ⋈ Join ⋈ trianglelefteq ⊴ trianglerighteq ⊵
ntriangleleft ⋪ ntriangleright ⋫ ntrianglelefteq ⋬ ntrianglerighteq ⋭ vartriangleleft ⊲
vartriangleright ⊳ blacktriangleleft ◀ blacktriangleright ▶ between ≬ pitchfork ⋔ therefore ∴
because ∵ multimap ⊸ Colon ∷ dblcolon ∷ to → gets ← leftarrow ← rightarrow → leftrightarrow ↔
uparrow ↑ downarrow ↓ updownarrow ↕ Leftarrow ⇐ Rightarrow ⇒ Leftrightarrow ⇔ Uparrow ⇑
Downarrow ⇓ Updownarrow ⇕ longleftarrow ⟵ longrightarrow ⟶ longleftrightarrow ⟷ Longleftarrow ⟸
Longrightarrow ⟹ Longleftrightarrow ⟺ implies ⟹ impliedby ⟸ iff ⟺ mapsto ↦ longmapsto ⟼ mapsfrom ↤
hookleftarrow ↩ hookrightarrow ↪ leftharpoonup ↼ leftharpoondown ↽ rightharpoonup ⇀
rightharpoondown ⇁ upharpoonleft ↿ upharpoonright ↾ restriction ↾ downharpoonleft ⇃
downharpoonright ⇂ rightleftharpoons ⇌ leftrightharpoons ⇋ leftleftarrows ⇇ rightrightarrows ⇉
upuparrows ⇈ downdownarrows ⇊ leftrightarrows ⇆ rightleftarrows ⇄ nearrow ↗ searrow ↘ swarrow ↙
nwarrow ↖ leadsto ⇝ rightsquigarrow ⇝ leftrightsquigarrow ↭ twoheadrightarrow ↠
twoheadleftarrow ↞ rightarrowtail ↣ leftarrowtail ↢ Lleftarrow ⇚ Rrightarrow ⇛ Lsh ↰ Rsh ↱
looparrowleft ↫ looparrowright ↬ curvearrowleft ↶ curvearrowright ↷ circlearrowleft ↺
circlearrowright ↻ dashleftarrow ⇠ dashrightarrow ⇢ nleftarrow ↚ nrightarrow ↛ nLeftarrow ⇍
nRightarrow ⇏ nleftrightarrow ↮ nLeftrightarrow ⇎ iddash ⊢ indep ⫫ Vbar ⫫ eqsim ≂
gtreqqless ⪌ lesseqqgtr ⪋ smallin ∊ smallni ∍ sqsubsetneq ⋤ sqsupsetneq ⋥ nsqsubseteq ⋢
nsqsupseteq ⋣ origof ⊶ imageof ⊷ upsilonup υ defeq ≝ eqdef ≝ questeq ≟ eqcolon ≕ ratio ∶
"""

_OPENING = """
{ { lbrace { lvert | lVert ‖ lbrack [ langle ⟨ lfloor ⌊ lceil ⌈
lgroup ⟮ lmoustache ⎰ llbracket ⟦ ulcorner ⌜ llcorner ⌞ llparenthesis ⦇ lang ⟨
"""
_CLOSING = """
} } rbrace } rvert | rVert ‖ rbrack ] rangle ⟩ rfloor ⌋ rceil ⌉
rgroup ⟯ rmoustache ⎱ rrbracket ⟧ urcorner ⌝ lrcorner ⌟ rrparenthesis ⦈ rang ⟩
"""

_BIG = """
sum ∑ prod ∏ coprod ∐ bigcap ⋂ bigcup ⋃ bigvee ⋁ bigwedge ⋀ bigoplus ⨁ bigotimes ⨂ bigodot ⨀
biguplus ⨄ bigsqcup ⨆ bigsqcap ⨅ bigtimes ⨉
"""
_INTEGRALS = "int ∫ iint ∬ iiint ∭ iiiint ⨌ idotsint ∫⋯∫ oint ∮ oiint ∯ oiiint ∰ smallint ∫ fint ⨏"

_FUNCTIONS = """
arccos arcsin arctan arccot arcosh arsinh artanh arg cos cosh cot coth csc deg dim exp hom ker lg
ln log sec sin sinh tan tanh tr Tr erf diag rank sgn sign Var Cov softmax ReLU KL
"""
_LIMIT_FUNCTIONS = """
det gcd inf lim max min Pr sup argmax argmin plim esssup essinf
"""
_SPELLED = {
    "liminf": "lim inf",
    "limsup": "lim sup",
    "injlim": "inj lim",
    "projlim": "proj lim",
    "argmax": "arg max",
    "argmin": "arg min",
    "esssup": "ess sup",
    "essinf": "ess inf",
    "varliminf": "lim inf",
    "varlimsup": "lim sup",
}

Symbol = tuple[str, int, str]  # character, atom class, style letter


def _table() -> dict[str, Symbol]:
    found: dict[str, Symbol] = {}
    for text, atom, style in (
        (_VARIABLES, ORD, "v"),
        (_ORDINARY, ORD, "s"),
        (_INNER, INNER, "p"),
        (_BINARY, BIN, "o"),
        (_RELATIONS, REL, "r"),
        (_OPENING, OPEN, "f"),
        (_CLOSING, CLOSE, "f"),
        (_BIG, BIG, "O"),
        (_INTEGRALS, BIG, "O"),
    ):
        words = text.split()
        found.update({n: (c, atom, style) for n, c in zip(words[::2], words[1::2], strict=True)})
    for name in (_FUNCTIONS + _LIMIT_FUNCTIONS).split():
        found[name] = (name, OP, "u")
    for name, spelled in _SPELLED.items():
        found[name] = (spelled, OP, "u")
    found["|"] = ("‖", BAR, "f")
    found["Vert"] = ("‖", BAR, "f")
    found["vert"] = ("|", BAR, "f")
    found["colon"] = (":", PUNCT, "p")
    return found


SYMBOLS = _table()
INTEGRALS = frozenset(_INTEGRALS.split()[1::2])
LIMITS = (
    frozenset(_BIG.split()[1::2])
    | frozenset(_LIMIT_FUNCTIONS.split())
    | frozenset(_SPELLED.values())
)

# Characters typed as they are.
CHARACTERS: dict[str, Symbol] = {
    "+": ("+", BIN, "o"),
    "-": ("−", BIN, "o"),
    "*": ("∗", BIN, "o"),
    "/": ("/", ORD, "o"),
    "=": ("=", REL, "r"),
    "<": ("<", REL, "r"),
    ">": (">", REL, "r"),
    ":": (":", REL, "r"),
    ",": (",", PUNCT, "p"),
    ";": (";", PUNCT, "p"),
    "!": ("!", CLOSE, "p"),
    "?": ("?", CLOSE, "p"),
    ".": (".", ORD, "p"),
    "|": ("|", BAR, "f"),
    "(": ("(", OPEN, "f"),
    "[": ("[", OPEN, "f"),
    ")": (")", CLOSE, "f"),
    "]": ("]", CLOSE, "f"),
    "@": ("@", ORD, "s"),
    '"': ('"', ORD, "s"),
    "`": ("‘", ORD, "s"),
}
