"""The parser of headers, on headers in the styles of well-known projects and on broken ones."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinxext.mooncake_errors.headers import Header, parse_headers, selections
from sphinxext.mooncake_errors.headers.model import HeaderSection

HEADERS = Path(__file__).parent.parent / "data" / "headers"


def parse_header(text: bytes | str, path: str, **kwargs) -> Header:
    """Parse one header."""
    return parse_headers([(path, text if isinstance(text, bytes) else text.encode())], **kwargs)


def read(name: str, **kwargs) -> Header:
    """Parse one of the header files."""
    return parse_header((HEADERS / name).read_bytes(), name, **kwargs)


def enum(body: str, before: str = "") -> Header:
    """Parse an enumeration whose braces open in line 2."""
    return parse_header(f"{before}\nenum E {{\n{body}\n}};\n", "h", enum="E")


def values(header: Header) -> dict[str, int]:
    """Return number by name, aliases included."""
    return {name: code.value for code in header.codes for name in code.names}


def comments(header: Header) -> dict[str, str]:
    """Return comment by name."""
    return {code.name: code.comment for code in header.codes}


def section_comments(header: Header) -> list[HeaderSection]:
    """Return the section comments that have a code."""
    return list(dict.fromkeys(code.section for code in header.codes if code.section))


def sections(header: Header) -> dict[str, str]:
    """Return section by name."""
    return {code.name: code.heading for code in header.codes}


def rules(header: Header) -> list[str]:
    """Return the rules of all problems."""
    return [problem.rule for problem in header.problems]


def test_mooncake_style() -> None:
    """Trailing doc comments, split enumerators and sections with ranges come out as meant."""
    header = read("mooncake_style.h", enum="demo::ErrorCode")
    assert header.problems == ()
    assert [(c.name, c.value, *c.place[1:]) for c in header.codes] == [
        ("OK", 0, 11, 5),
        ("UNKNOWN", -1, 12, 5),
        ("SHELF_FULL", -20, 15, 5),
        ("SHELF_LOCKED_BY_ANOTHER_KEEPER", -21, 16, 5),
        ("BOOK_TORN", -22, 21, 5),
        ("BAD_KEY", -400, 24, 5),
        ("LOOSE", -500, 26, 5),
        ("JOB_LOST", -600, 28, 5),
    ]
    said = comments(header)
    assert said["OK"] == "The call worked."
    assert said["SHELF_LOCKED_BY_ANOTHER_KEEPER"] == (
        "Someone else holds the key, and does not answer the door."
    )
    assert said["BOOK_TORN"] == "The book was torn."
    assert [(each.line, each.range) for each in section_comments(header)] == [
        (14, (-29, -20)),
        (23, (-499, -400)),
        (27, (-699, -600)),
    ]
    shelf, key, job = (section.text for section in section_comments(header))
    assert shelf == "Shelf errors (Range: -20 to -29)"
    assert list(sections(header).values()) == ["", "", shelf, shelf, shelf, key, "", job]


def test_esp_style() -> None:
    """Macros on macros get their numbers, comments over two lines their whole text."""
    header = read("esp_style.h", macro_prefix="DEMO_", skip=["*_BASE"])
    assert values(header) == {
        "DEMO_OK": 0,
        "DEMO_FAIL": -1,
        "DEMO_ERR_NO_MEM": 0x101,
        "DEMO_ERR_RADIO": 0x3002,
    }
    assert comments(header)["DEMO_OK"] == "Success (no error)"
    assert comments(header)["DEMO_ERR_RADIO"] == "The radio is silent"
    assert [section.text for section in section_comments(header)] == ["Basic values."]
    assert sections(header)["DEMO_ERR_NO_MEM"] == ""
    assert header.problems == ()


def test_ucx_style() -> None:
    """A plain comment above one code is its comment, above several it is a section."""
    header = read("ucx_style.h", enum="demo_status_t")
    assert comments(header)["DEMO_OK"] == "All went well"
    assert comments(header)["DEMO_INPROGRESS"] == "Still under way"
    assert comments(header)["DEMO_ERR_NO_MESSAGE"] == ""
    assert sections(header) == {
        "DEMO_OK": "",
        "DEMO_INPROGRESS": "",
        "DEMO_ERR_NO_MESSAGE": "Failure codes",
        "DEMO_ERR_NO_RESOURCE": "Failure codes",
        "DEMO_ERR_IO": "Failure codes",
        "DEMO_ERR_FIRST_ENDPOINT": "",
        "DEMO_ERR_LAST": "",
    }
    assert selections((HEADERS / "ucx_style.h").read_bytes())[0] == ["demo_status_t"]


def test_nccl_style() -> None:
    """Codes without comments, the first behind the brace, are read and can be skipped."""
    header = read("nccl_style.h", enum="demoResult_t", skip=["demoNum*"])
    assert list(values(header).values()) == [0, 1, 2, 7]
    assert header.codes[0].place[1] == 2
    assert header.codes[0].place[2] == 16
    assert set(comments(header).values()) == {""}


def test_cuda_style() -> None:
    """Doc comments above the codes lose their markers and line ends, nothing else."""
    header = read("cuda_style.h", enum="demoError")
    assert list(comments(header).values()) == [
        "The call returned without errors. For queries this means that it is done (see ::demo()).",
        "One of the arguments is out of bounds.",
        "Deprecated: Not returned any more.",
    ]
    assert section_comments(header) == []
    assert header.problems == ()


def test_errno_style() -> None:
    """Comments behind macros belong to them, and a macro for a macro is an alias."""
    header = read("errno_style.h", macro_prefix="E")
    assert values(header)["EWOULDBLOCK"] == 11
    assert comments(header)["ENOENT"] == "No such thing"
    assert sections(header)["EPERM"] == ""
    assert sections(header)["ELINK"] == "Numbers of the network; the rest is elsewhere."
    assert header.problems == ()
    assert {code.name: code.aliases for code in header.codes if code.aliases} == {
        "EAGAIN": ("EWOULDBLOCK",)
    }


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("42", 42),
        ("052", 42),
        ("0x2A", 42),
        ("0b10'1010", 42),
        ("1'000'000", 1000000),
        ("7uLL", 7),
        ("-5", -5),
        ("+5", 5),
        ("~0", -1),
        ("~0u", 4294967295),
        ("((-3))", -3),
        ("(int)-3", -3),
        ("(demo_err_t)0", 0),
        ("(__u32)~0", 4294967295),
        ("static_cast<std::uint8_t>(-1)", 255),
        ("(unsigned char)300", 44),
        ("(unsigned long long)-1", 18446744073709551615),
        ("int32_t(9)", 9),
        ("uint8_t{9}", 9),
        ("'A'", 65),
        (r"'\n'", 10),
        (r"'\x41'", 65),
        (r"'\101'", 65),
        ("-7 / 2", -3),
        ("-7 % 2", -1),
        ("1 << 4 | 1", 17),
        ("-16 >> 2", -4),
        ("6 & 3 ^ 1", 3),
        ("2 + 3 * 4 - 1", 13),
        ("1u << 31", 2147483648),
        ("0x80000000", 2147483648),
        ("-2147483648", -2147483648),
        ("10 - 2 - 3", 5),
        ("1 ? 2 : 3", 2),
        ("0 ? 2u : -1", 4294967295),
        ("INT32_MIN", -2147483648),
        ("BASE + 1", -99),
        ("(BASE) - 1", -101),
        ("TEXTUAL * 2", 21),
        ("OUTER", -100),
        ("kConstant - 1", 199),
        ("Other::O2", 6),
        ("FIRST + 1", 4),
        ("E::FIRST", 3),
        ("UINT32_C(0x80000000)", 2147483648),
        ("INT64_C(-5) * 2", -10),
        ("BASE /* why */ - // so\n 5", -105),
    ],
)
def test_expression(expression: str, value: int) -> None:
    """Every form of a constant has the value that a C++ compiler gives it."""
    before = (
        "#define BASE (-100)\n#define OUTER BASE\n#define TEXTUAL 1 + 10\n"
        "constexpr int kConstant = 200; enum class Other { O1 = 5, O2 };"
    )
    header = enum(f"FIRST = 3, X = {expression},", before)
    assert values(header)["X"] == value
    assert "not-evaluated" not in rules(header)


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("ELSEWHERE + 1", "ELSEWHERE is not defined in this header"),
        ("(kBase) - 1", "kBase is not defined in this header"),
        ("MAKE(1)", "MAKE is a macro or function"),
        ("1 / 0", "division by zero"),
        ("1 << 1000000000", "shift by 1000000000"),
        ("2147483647 + 1", "overflow"),
        ("1.5", "1.5 is no integer"),
        ("(demo_err_t)-3", "demo_err_t is not defined in this header"),
        ("(HRESULT)0x80004005", "the type HRESULT is not known"),
        ("~(HRESULT)0", "a type in it is not known"),
        ("1 << 31", "shift into the sign bit"),
        ("'ab'", "the compiler decides what 'ab' is"),
        ("SELF", "SELF is not defined in this header"),
        ("PING", "PING is not defined in this header"),
        ("LATER", "LATER is not defined in this header"),
        ("BOMB0", "the expression is too long"),
        ("(" * 500 + "1" + ")" * 500, "nested too deeply"),
        ("99999999999999999999", "has more than 64 bits"),
        ("1 +", "the end where a value was expected"),
    ],
)
def test_not_evaluated(expression: str, reason: str) -> None:
    """A code without a certain value is a problem at its place, and the other codes stay."""
    before = "#define SELF (SELF + 1)\n#define PING PONG\n#define PONG PING\n" + "".join(
        f"#define BOMB{i} BOMB{i + 1} BOMB{i + 1}\n" for i in range(40)
    )
    header = parse_header(
        f"{before}enum E {{ A = 1,\n  X = {expression}, Y = 2 }};\n#define LATER 3\n",
        "h",
        enum="E",
    )
    assert values(header) == {"A": 1, "Y": 2}
    (problem,) = header.problems
    assert (problem.rule, problem.line, problem.column) == ("not-evaluated", 45, 3)
    assert reason in problem.message
    assert f"X = {expression}"[:30] in problem.message


@pytest.mark.parametrize("text", ["(OTHER", "(int", "(", "(1", "((int)"])
def test_a_parenthesis_that_is_not_closed(text: str) -> None:
    """A macro such as those for pins of AVR, which other macros complete, is a problem at most."""
    header = parse_header(f"#define A_OK 1\n#define A_PIN {text}\n", "h", macro_prefix="A_")
    assert values(header) == {"A_OK": 1}


def test_implicit_values() -> None:
    """An enumerator without a value is one more than the one before, wherever that comes from."""
    assert values(enum("A, B, C = -3, D, F = B, G")) == dict(
        zip("ABCDFG", (0, 1, -3, -2, 1, 2), strict=True)
    )


def test_implicit_value_behind_unknown() -> None:
    """An enumerator that follows one without a value has none either."""
    header = enum("A = ELSEWHERE, B, C = 4,")
    assert values(header) == {"C": 4}
    assert rules(header) == ["not-evaluated", "not-evaluated"]


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("enum E", "E"),
        ("enum class E : std::int32_t", "E"),
        ("enum struct E", "E"),
        ("enum class [[nodiscard]] E", "E"),
        ("enum class DEMO_API E : int", "E"),
        ("namespace a::b { enum class E", "a::b::E"),
        ("namespace a { namespace b { enum class E", "b::E"),
        ("class DEMO_API S final : public B { public: enum class E", "S::E"),
        ("namespace a { template <class T> struct S { enum E", "a::S::E"),
        ("typedef enum", "E"),
        ("typedef enum tag", "tag"),
        ("typedef enum tag", "E"),
        ("using E = enum Tag", "E"),
        ("enum", "(anonymous)"),
        ("enum class E; enum class E", "::E"),
        ("template <const int N> struct S { enum E", "S::E"),
        ('namespace n __attribute__((visibility("default"))) { enum E', "n::E"),
        ("struct A::B { enum E", "A::B::E"),
    ],
)
def test_kinds_of_enumerations(head: str, name: str) -> None:
    """Every kind of enumeration is found by its name, the end of it or its typedef's."""
    tail = "DEMO_PACKED E;" if head.startswith("typedef") else ";"
    closing = "};" * head.count("{")
    header = parse_header(
        f'{head} {{ A [[deprecated]] = 5, B DEMO_OLD("x"), C, }} {tail} {closing}', "h", enum=name
    )
    assert values(header) == {"A": 5, "B": 6, "C": 7}
    assert header.problems == ()


@pytest.mark.parametrize(
    "text",
    [
        *("typedef enum { A = 5 } gate_error GATE_OLD_IN(2, 0) GATE_OLD;",
          "enum gate_error GATE_PACKED { A = 5 };", "enum GATE_API gate_error GATE_OLD { A = 5 };"),
    ],
)  # fmt: skip
def test_macros_behind_the_name_of_an_enumeration(text: str) -> None:
    """An enumeration is found by its name, not by macros in capitals behind that."""
    assert selections(text.encode()) == (["gate_error"], {})
    assert values(parse_header(text, "h", enum="gate_error")) == {"A": 5}


def test_a_sign_in_the_arguments_of_an_attribute() -> None:
    """What an attribute or a macro behind the name of a code has in brackets is no number."""
    text = "A __attribute__((availability(macos, introduced=10.4))) = 5,\nB SHOWN(Title = 7),"
    assert values(enum(text)) == {"A": 5, "B": 6}


def test_ambiguous_enum() -> None:
    """A name that several enumerations end in is a problem that names them all."""
    text = "namespace a { enum E { A }; } namespace b { enum E { B }; }"
    (problem,) = parse_header(text, "h", enum="E").problems
    assert str(problem) == "h:1:1: ambiguous-enum E is ambiguous: write a::E or b::E"
    assert values(parse_header(text, "h", enum="b::E")) == {"B": 0}


def test_unknown_enum() -> None:
    """An unknown name gets the nearest one; a forward declaration does not count."""
    header = parse_header("enum class Errors; namespace n { enum Error { A }; }", "h", enum="Eror")
    (problem,) = header.problems
    assert str(problem) == (
        "h:1:1: unknown-enum no enumeration Eror in the header; did you mean n::Error?"
    )


def test_prefix_of_skipped_macros_alone() -> None:
    """Macros that are left out do not stand for codes that are no macros any more."""
    text = "enum e { ERR_A, ERR_B };\n#define ERR_FLAG 1\n"
    header = parse_header(text, "h", macro_prefix="ERR_", skip=["*_FLAG"])
    assert [problem.message for problem in header.problems] == [
        "no macro with a value begins with ERR_ except skipped ones"
    ]


def test_unknown_prefix() -> None:
    """A prefix without macros is a problem; guards and macros with parameters are no codes."""
    text = "#ifndef ERR_H\n#define ERR_H\n#define ERR_F(x) (x)\n#endif"
    assert rules(parse_header(text, "h", macro_prefix="ERR_")) == ["unknown-prefix"]


def test_macro_forms() -> None:
    """Macros may refer to later ones and go on in the next line; not all are codes."""
    text = (
        "#define ERR_A (ERR_B - 1)  // the first\n"
        "#define ERR_B -5 /* the second */\n"
        "# define ERR_C \\\n  (ERR_B + \\\n   3)\n"
        '#define ERR_TEXT "no number"\n'
        '#define ERR_BEGIN extern "C" {\n#define ERR_INIT { 1, 2 }\n#define ERR_NAME ERR_TEXT\n'
        "#define ERR_CALL __stdcall\n#define ERR_INLINE __inline__\n#define ERR_R __restrict\n"
        "#define ERR_NULL ((gate_t *) 0)\n#define ERR_TRY if (saved) restore()\n"
        "#define ERR_TYPE unsigned int\n#define ERR_CONST const\n"
    )
    header = parse_header(text, "h", macro_prefix="ERR_")
    assert values(header) == {"ERR_A": -6, "ERR_B": -5, "ERR_C": -2}
    assert comments(header) == {"ERR_A": "the first", "ERR_B": "the second", "ERR_C": ""}
    assert rules(header) == []


def test_both_branches_are_read() -> None:
    """Codes of both branches count; the same value twice is fine, two values are a problem."""
    header = enum(
        "#ifdef X\nA = -1,\nB = -2,\n#else\nA = -1,\nB = -3,\n#ifdef Y\nC = -4\n#endif\n#endif"
    )
    assert values(header) == {"A": -1, "B": -2, "C": -4}
    (problem,) = header.problems
    assert (problem.rule, problem.line) == ("two-values", 8)
    assert problem.message == "B has more than one value: -2 (line 5) and -3 (line 8)"


def test_two_values_through_macro() -> None:
    """A code on a macro with two definitions has two values, decided where the macro is."""
    header = enum("A = BASE + 1,", "#if X\n#define BASE 10\n#else\n#define BASE 20\n#endif")
    assert values(header) == {"A": 11}
    assert header.problems[0].message == "A has more than one value: 11 (line 2) and 21 (line 4)"
    base = b"#ifdef X\n#define BASE 1\n#else\n#define BASE 2\n#endif"
    header = parse_header("enum E { A = BASE };", "h", enum="E", also=[("b.h", base)])
    assert header.problems[0].message == "A has more than one value: 1 (b.h:2) and 2 (b.h:4)"


@pytest.mark.parametrize(
    "begin",
    [
        "#pragma once\n#ifndef _WIN32\n#define BASE 100\n",
        "/* Gate. */\n#ifndef BASE\n#define BASE 100\n",
    ],
)
def test_a_condition_at_the_start_of_a_file(begin: str) -> None:
    """Its ``#else`` is read too, whether it is an include guard or not."""
    text = f"{begin}#else\n#define BASE 200\n#endif\nenum E {{ A, B = BASE + 1 }};"
    (a, b) = parse_header(text, "h", enum="E").codes
    assert (a.values, b.values) == ((0,), (101, 201))


@pytest.mark.parametrize("guard", ["ifndef GATE_H", "if !defined(GATE_H)", "if !defined GATE_H"])
def test_an_include_guard_holds(guard: str) -> None:
    """A file is read in full, also if a file before it has the same guard."""
    text = f"// Gate.\n#pragma once\n\n#{guard}\n#define GATE_H 1\n#define ERR_A 1\n#endif"
    header = parse_header(text, "h", macro_prefix="ERR_", also=[("b.h", text.encode())])
    assert values(header) == {"ERR_A": 1}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("ifdef RC_INVOKED", (2,)),
        ("ifndef __ASSEMBLER__", (1,)),
        ("if defined(__ASSEMBLY__)", (2,)),
        ("if !defined(RC_INVOKED)", (1,)),
        ("if 0\n#elif defined RC_INVOKED", (2,)),
        ("if defined(OPEN)", (1,)),
        ("if !defined(OPEN) || X", (1, 2)),
    ],
)
def test_names_that_are_defined_or_never_are(condition: str, expected: tuple[int, ...]) -> None:
    """A condition on a macro of the header, or on one of other tools than compilers, is known."""
    header = enum(f"#{condition}\nA = 1\n#else\nA = 2\n#endif", "#define OPEN")
    assert [code.values for code in header.codes] == [expected]


def test_two_values_through_position() -> None:
    """An enumerator behind a conditional one has a value with it and a value without it."""
    header = enum("A,\n#ifdef X\nB,\n#endif\nC,\nD = 9,")
    assert values(header) == {"A": 0, "B": 1, "C": 1, "D": 9}
    (problem,) = header.problems
    assert problem.line == 7
    assert problem.message == "C has more than one value: 1 (line 3) and 2 (line 5)"


@pytest.mark.parametrize(
    ("first", "second", "numbers"),
    [
        ("#ifdef X", "#ifdef X", (3,)),
        ("#ifdef X", "#ifndef X\n#else", (3,)),
        ("#ifdef X", "#if defined(X)", (3,)),
        ("#if X > 2", "#if Y\n#elif X > 2", (3,)),
        ("#ifdef X", "#ifdef X\n#ifdef X", (3,)),
        ("#ifdef X", "#undef X\n#ifdef X", (2, 3)),
        ("#ifdef X", "#ifdef Y", (2, 3)),
    ],
)
def test_the_same_condition_twice(first: str, second: str, numbers: tuple[int, ...]) -> None:
    """It holds both times or never, unless a name in it is defined anew in between."""
    header = enum(f"A,\n{first}\nB,\n#endif\nC,\n{second}\nD,\n#endif")
    assert {code.name: code.values for code in header.codes}["D"] == numbers


def test_value_in_branches() -> None:
    """An enumerator whose value is divided by a conditional has none."""
    header = enum("A = 1\n#if X\n+ 1\n#endif\n, B =\n#if X\n1\n#else\n2\n#endif\n, C = 5")
    assert values(header) == {"C": 5}
    assert rules(header) == ["not-evaluated", "not-evaluated"]


def test_dead_branch_is_left_out() -> None:
    """Lines under #if 0 are no part of the header, comments included."""
    header = enum("A,\n#if 0\nB = 7, // gone\n#else\nC,\n#endif\nD,")
    assert values(header) == {"A": 0, "C": 1, "D": 2}
    assert header.problems == ()


def test_whole_enumeration_in_branches() -> None:
    """An enumeration that each branch defines anew is read in both."""
    text = "#ifdef X\nenum E { A = 1 };\n#else\nenum E { A = 1, B = 2 };\n#endif"
    assert values(parse_header(text, "h", enum="E")) == {"A": 1, "B": 2}


def test_alias() -> None:
    """Names with one number are one code, whichever branches they stand in."""
    header = enum("A = 1,\nB = A,\n#ifdef X\nC = 2,\n#else\nD = 2,\n#endif")
    assert [(code.name, code.aliases) for code in header.codes] == [("A", ("B",)), ("C", ("D",))]
    assert header.problems == ()


def test_comment_of_an_alias() -> None:
    """A comment of another name, which refers to the code, is about that name."""
    header = enum("A = -1,\nB = A,  // old name\nC = E::A | 0,  // last\nD = -1,  // no air")
    assert comments(header) == {"A": "no air"}
    assert comments(enum("A = -1,\nB = A,  // old name")) == {"A": ""}


def test_skip() -> None:
    """Skipped names are neither codes nor reported."""
    text = "enum E { A = 1, B = 2, kMaxCode = B, E_COUNT = sizeof(int) };"
    header = parse_header(text, "h", enum="E", skip=["kMax*", "*_COUNT"])
    assert values(header) == {"A": 1, "B": 2}
    assert header.problems == ()


@pytest.mark.parametrize(
    "text",
    [
        "A = 1, ///< said so",
        "A = 1, //!< said so",
        "A = 1, /**< said so */",
        "A = 1, /*!< said\n           so */",
        "A = 1, // said so",
        "A = 1, // said\n       // so",
        "A = 1, /* said */ // so",
        "A = 1,\n///< said so",
        "A =  // said\n 1,  // so",
        "/// said so\nA = 1,",
        "//! said\n//! so\nA = 1,",
        "/** said so */ A = 1,",
        "/*!\n * said\n * so\n */\nA = 1,",
        "/** @brief said so */\nA = 1,",
        "// said\n// so\nA = 1,",
        "/* said so */\nA = 1,",
        "// -------\n// said so\n// -------\nA = 1,",
        "/// said\nA = 1,  ///< so",
        "// said so\n#ifdef X\nA = 1,\n#endif",
        "A = 1,  // said so  \r\n\r",
        "A = 1,  // said \\\r\n  so\r\n",
        "/// said so\nA = 1,  // 1",
        "// said so\nA = 1,  /* 0x01 */",
    ],
)
def test_comment_styles(text: str) -> None:
    """Every way to comment a code gives the same text."""
    header = enum(f"{text}\n\nB = 2,")
    assert comments(header) == {"A": "said so", "B": ""}
    assert section_comments(header) == []


def test_comments_in_the_column_of_those_behind_codes() -> None:
    """A comment below a code, in the column of comments behind codes, is about the code above."""
    header = enum(
        "A,\t\t/* No air in the */\n\t\t/* second valve */\n"
        "A_LONG_NAME_OF_A_CODE,\n\t\t/* No oil */\nB,\nC,              /* No gas */\n"
    )
    assert comments(header) == {
        "A": "No air in the second valve", "A_LONG_NAME_OF_A_CODE": "No oil", "B": "", "C": "No gas"
    }  # fmt: skip
    assert section_comments(header) == []


@pytest.mark.parametrize(
    "text",
    [
        *("// said so\n\nA = 1,", "A = 1,  // NOLINT", "// B = 5,\nA = 1,", "A = 1,\n\n// said so"),
        *("A = 1,  // TODO(ann): rename", "/* FIXME */\nA = 1,"),
        *("// ???\n// ???\nA = 1,", "A = 1, /* -> */"),
        *("A = 1, /*< nick=a >*/", "A = 1, /*lint !e9027 */", "A = 1, /* PRQA S 1234 */"),
        "/*\nCodes of the old valve:\n#define LEAK 2  use A instead\n */\nA = 1,",
    ],
)
def test_no_comment(text: str) -> None:
    """Comments apart from a code, for tools, around former code or of signs say nothing of it."""
    assert comments(enum(text)) == {"A": ""}


@pytest.mark.parametrize(
    "text",
    [
        "// Disk errors\nA = 1,",
        "// Disk (Range: 1 to 9)\nA = 1,",
        "// Disk\nA = 1,  // broken",
        "// Disk\n/// broken\nA = 1,",
        "// Disk\nA = 1,\nB = 2,",
        "/* ==== Disk ==== */\nA = 1,\nB = 2,",
        "/*********\n *  Disk  *\n *********/\nA = 1,\nB = 2,",
        "//======//\n// Disk  //\n//======//\nA = 1,\nB = 2,",
        "/*-----*\\\n | Disk  |\n\\*-----*/\nA = 1,\nB = 2,",
    ],
)
def test_headings(text: str) -> None:
    """A plain comment is a section comment by its words, by another comment or by its codes."""
    header = enum(text)
    assert header.codes[0].heading.startswith("Disk")
    assert not header.codes[0].heading.endswith(("*", "/", "|", "\\"))
    assert {code.heading for code in header.codes} == {header.codes[0].heading}
    assert "Disk" not in header.codes[0].comment


@pytest.mark.parametrize(
    "text",
    [
        *("-2 is reserved", "Reserved numbers: 2, 3", "2..9 reserved for future use"),
        *("3 was OLD, do not reuse", "GATE_OLD = 2 was removed in 1.0", "Codes 2-9 are unused"),
        *("保留 2-9", "0x2: unassigned"),
    ],
)
def test_comments_about_other_numbers(text: str) -> None:
    """A comment about numbers that no code has is neither a heading nor the comment of a code."""
    header = enum(f"A,\n// {text}\nB = 10,\nC,\n/* {text} */\nD,\n\n")
    assert set(sections(header).values()) == {""}
    assert set(comments(header).values()) == {""}
    heading = enum("// Reserved for vendors: 10 to 19\nA = 10,\nB,")
    assert sections(heading)["B"] == "Reserved for vendors: 10 to 19"


def test_comments_of_a_branch() -> None:
    """A plain comment in a branch of an ``#if`` says nothing about codes outside of it."""
    header = enum(
        "// Valve errors\nA,\n#ifdef X\n// No air\nB,\n#else\n// No oil\nC = 7,\n#endif\nD = 8,\n"
        "#ifdef X\n// Pump\nE,  // Stuck\nF,\n#endif\nG, H,"
    )
    assert sections(header) == {
        **dict.fromkeys("ABCD", "Valve errors"), **dict.fromkeys("EF", "Pump"), "G": "", "H": ""
    }  # fmt: skip
    assert [code.comment for code in header.codes][1:3] == ["No air", "No oil"]


def test_utf_16() -> None:
    """A header in UTF-16, as Windows tools write it, is read like one in UTF-8."""
    header = parse_header("enum E { A = 1, // 失败\n};".encode("utf-16"), "h", enum="E")
    assert comments(header) == {"A": "失败"}
    assert header.problems == ()


def test_comments_inside_section() -> None:
    """Comments of single codes do not end the section around them, a blank line does."""
    header = enum("// Disk errors\n/// a\nA,\n// b\nB,\n/// c\nC,\n\nD,\n// Net errors\nF,")
    assert sections(header) == {
        "A": "Disk errors",
        "B": "Disk errors",
        "C": "Disk errors",
        "D": "",
        "F": "Net errors",
    }
    assert comments(header) == {"A": "a", "B": "b", "C": "c", "D": "", "F": ""}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Disk errors (Range: -703 to -712)", (-712, -703)),
        ("Disk errors, range -1..-9", (-9, -1)),
        ("Disk errors [100-199]", (100, 199)),
        ("Disk errors: 0x100 - 0x1FF", (0x100, 0x1FF)),
        ("Disk errors 5 to 9", (5, 9)),
        ("Fehler der Platte (10 bis 19)", (10, 19)),
        ("磁盘错误（范围：-20 到 -99）", (-99, -20)),
        ("Disk errors since 2024-2025", None),
        ("Disk errors (see RFC 7231)", None),
    ],
)
def test_range(text: str, expected: tuple[int, int] | None) -> None:
    """The range that a section comment states is understood in the forms that people write."""
    header = enum(f"// {text}\nA,\nB,")
    assert section_comments(header) == [HeaderSection(text, "h", 3, expected)]


@pytest.mark.parametrize(
    "garbage",
    ["}}}}", "((((", "class {", "int f(", '"', "@@@ ::: ???", "namespace", "template <", "#else"],
)
def test_syntax_error_elsewhere(garbage: str) -> None:
    """Broken code around an enumeration takes nothing away from it."""
    text = f"{garbage}\nenum class E {{ A = 1, B = 2 }};\n{garbage}\n#define ERR_X 9\n{garbage}"
    assert values(parse_header(text, "h", enum="E", macro_prefix="ERR_")) == {
        "A": 1,
        "B": 2,
        "ERR_X": 9,
    }


def test_syntax_error_around() -> None:
    """Where broken code hides the scope of an enumeration, its qualified name still finds it."""
    text = "namespace a { class S : { void f( { enum class E { A = 1 }; }"
    assert values(parse_header(text, "h", enum="a::S::E")) == {"A": 1}


def test_error_inside_enumeration() -> None:
    """Text that cannot be read inside an enumeration is reported, never passed over."""
    header = enum("LIST(X)\nA = 1 B = 2, 5, C = 3,")
    assert values(header) == {"C": 3}
    assert [problem.line for problem in header.problems] == [3, 4]
    header = enum(" ".join(f"ADD(A{i})" for i in range(1000)))
    assert rules(header) == ["not-evaluated"]


def test_invalid_utf_8() -> None:
    """A byte that is no UTF-8 is a problem with its place, and the codes stay."""
    header = parse_header(b"enum E {\n A = 1, // \xb4\xed\n B };", "h", enum="E")
    assert values(header) == {"A": 1, "B": 2}
    assert [str(problem) for problem in header.problems] == [
        "h:2:12: not-utf-8 is not UTF-8: byte 0xb4"
    ]


def test_columns_count_characters() -> None:
    """Columns are those of an editor, whatever stands before in the line."""
    header = parse_header("﻿enum E { /* 错误 */ A };".encode(), "h", enum="E")
    assert header.codes[0].place[2] == 19


def test_large_header() -> None:
    """A header of 5,000 lines is read in full."""
    body = "".join(f"  CODE_{i} = -{i},  ///< Number {i}.\n" for i in range(5000))
    header = parse_header(f"enum class E {{\n{body}}};", "h", enum="E")
    assert len(header.codes) == 5000
    assert header.codes[-1].comment == "Number 4999."
    assert header.codes[-1].place[1] == 5001


@pytest.mark.parametrize(
    "text",
    ["(", "{", "enum {", "enum E {", "#if X\n", "/*", "[[", "__attribute__((", "a<", "\0", "::"],
)
def test_deep_nesting(text: str) -> None:
    """Endless nesting overflows no stack, and the enumeration is not found in it."""
    header = parse_header(text * 20_000, "h", enum="E", macro_prefix="ERR_")
    assert header.codes == ()


PIECES = st.sampled_from(
    [
        *("enum", "class", "struct", "namespace", "typedef", "static_cast<int>", "E", "A", "B"),
        *"{}(),=1;:?<>\\\n\"'",
        *("0x", "-5", "<<", "::", "[[", "]]", "#if", "#else", "#endif", "#define", "ERR_A"),
        *("//", "/*", "*/", "///<", "errors", "错"),
    ]
)


@pytest.mark.parametrize(
    ("text", "line"), [("enum E {", 1), ("enum E {\nA = 1,", 2), ("enum E {\nA\n", 2)]
)
def test_header_that_ends_within_an_enumeration(text, line):
    """An enumeration that is cut off is one problem, in the last line."""
    (problem,) = parse_header(text, "h", enum="E").problems
    assert (problem.line, problem.rule) == (line, "not-evaluated")
    assert "the header ends here" in problem.message


@given(st.binary(max_size=300) | st.lists(PIECES, max_size=80).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_fuzzed(text: bytes | str) -> None:
    """Whatever the bytes, the answer is codes and problems that lie inside the header."""
    header = parse_header(text, "h", enum="E", macro_prefix="ERR_")
    content = text.encode() if isinstance(text, str) else text
    lines = len((content + b".").splitlines())  # a carriage return alone ends a line too
    assert all(1 <= code.place[1] <= lines for code in header.codes)
    assert all(1 <= problem.line <= lines for problem in header.problems)
    assert isinstance(selections(content)[0], list)


NAMES = st.from_regex(r"[A-Z][A-Z0-9_]{0,20}", fullmatch=True).filter(
    lambda name: not name.endswith(("_MAX", "_MIN"))
)
TEXTS = st.from_regex(r"[a-z]{2,8}( [a-z]{2,8}){0,6}\.", fullmatch=True)


@given(
    st.dictionaries(
        NAMES, st.tuples(st.integers(-(2**31), 2**31 - 1), TEXTS), min_size=1, max_size=20
    ).filter(lambda codes: len({value for value, _ in codes.values()}) == len(codes))
)
def test_generated(codes: dict[str, tuple[int, str]]) -> None:
    """Parsing a written enumeration or list of macros returns what was written."""
    body = "\n".join(f"  {name} = {value},  ///< {text}" for name, (value, text) in codes.items())
    macros = "\n".join(f"#define ERR_{n} ({value})  // {t}" for n, (value, t) in codes.items())
    header = parse_header(f"enum E {{\n{body}\n}};\n", "h", enum="E")
    assert {c.name: (c.value, c.comment) for c in header.codes} == codes
    header = parse_header(macros, "h", macro_prefix="ERR_")
    assert {c.name[4:]: (c.value, c.comment) for c in header.codes} == codes


@pytest.mark.parametrize("body", ["{}", "({}-1)", "(({}) - 1)"])
@pytest.mark.parametrize(("length", "backwards"), [(5000, False), (40, True)])
def test_long_chain_of_macros(body: str, length: int, backwards: bool) -> None:  # noqa: FBT001
    """Every macro of a chain gets its number, however long, if none comes before its base."""
    lines = ["#define ERR_0 7"]
    lines += [f"#define ERR_{i} {body.format(f'ERR_{i - 1}')}" for i in range(1, length)]
    text = "\n".join(reversed(lines) if backwards else lines)
    header = parse_header(f"#ifndef H\n#define H\n{text}\n#endif\n", "h", macro_prefix="ERR_")
    step = 0 if body == "{}" else 1
    assert values(header) == {f"ERR_{i}": 7 - step * i for i in range(length)}


def test_too_long_chain_of_macros() -> None:
    """Macros too many steps away from their base are not evaluated; the others are."""
    lines = [f"#define ERR_{i} (ERR_{i - 1} + 1)" for i in range(300, 0, -1)]
    header = parse_header("\n".join([*lines, "#define ERR_0 0"]), "h", macro_prefix="ERR_")
    assert {"ERR_1": 1, "ERR_2": 2}.items() <= values(header).items()
    assert "ERR_300" in header.unevaluated
    assert values(header).keys().isdisjoint(header.unevaluated)


def test_chain_of_macros_in_enumeration() -> None:
    """An enumerator on a chain has its number, and a new one when the chain does."""
    chain = "".join(f"#define M{i} (M{i - 1} + 1)\n" for i in range(1, 50))
    body = f"#define M0 0\n{chain}A = M49,\n#undef M0\n#define M0 1\nB = M49,"
    assert values(enum(body)) == {"A": 49, "B": 50}


def test_constant_changes_what_a_macro_means() -> None:
    """A macro that names an enumerator means another one once a nearer one is defined."""
    text = "enum D { X = 1 };\n#define M (X)\nenum class E { A = M, X = 5, B = M };"
    assert values(parse_header(text, "h", enum="E")) == {"A": 1, "X": 5, "B": 5}


@pytest.mark.parametrize(
    "lines",
    [
        ["#define ERR_0 ERR_1", "#define ERR_1 ERR_2", "#define ERR_2 ERR_0"],
        ["#define ERR_0 (ERR_1 ERR_2)", "#define ERR_1 ERR_0", "#define ERR_2 ERR_1"],
    ],
)
def test_macros_in_a_circle(lines: list[str]) -> None:
    """Macros that mean each other have no number, and each is reported."""
    header = parse_header("\n".join(lines), "h", macro_prefix="ERR_")
    assert header.codes == ()
    assert [problem.line for problem in header.problems] == [1, 2, 3]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("#define ERR_A " + "(" * 500 + "1" + ")" * 500, "nested too deeply"),
        ("\n".join(f"#define M{i} M{i + 1} + M{i + 1}" for i in range(30)) + "\n#define M30 1\n"
         "#define ERR_A M0", "the expression is too long"),
    ],
)  # fmt: skip
def test_too_much_is_refused(text: str, reason: str) -> None:
    """An expression that is too deep, or that macros make too long, is reported."""
    header = parse_header(text, "h", macro_prefix="ERR_")
    assert [problem.message.rpartition(": ")[2] for problem in header.problems] == [reason]


def test_macros_with_parameters() -> None:
    """Calls of macros of the same header are expanded, nested and with # and ## too."""
    text = """
#define TAG(a, b) ((a) | ((b) << 8))
#define NEGATIVE(x) (-(x))
#define JOIN(a, b) a ## b
#define FIRST(x, ...) x
#define MAKE NEGATIVE
#define ERR_PLAIN NEGATIVE(5)
#define ERR_NESTED NEGATIVE(TAG('A', 'B'))
#define ERR_JOINED JOIN(4, 2)
#define ERR_REST FIRST(7, 8, 9)
#define ERR_RENAMED MAKE(NEGATIVE(3))
enum E { A = NEGATIVE(100), B };
"""
    header = parse_header(text, "h", enum="E", macro_prefix="ERR_")
    assert header.problems == ()
    assert values(header) == {
        "ERR_PLAIN": -5,
        "ERR_NESTED": -16961,
        "ERR_JOINED": 42,
        "ERR_REST": 7,
        "ERR_RENAMED": 3,
        "A": -100,
        "B": -99,
    }


def test_list_in_a_macro() -> None:
    """Enumerators that a list makes have their places and texts in the list."""
    text = """#define MAP(X) \\
  X(OK, 0, "fine") \\
  X(FULL, -5, "no \\"room\\"\\n")
enum E {
#define X(name, value, text) GATE_##name = value,
  MAP(X)
#undef X
  GATE_LAST
};
"""
    header = parse_header(text, "h", enum="E")
    assert [(c.name, c.value, c.place[1], c.comment) for c in header.codes] == [
        ("GATE_OK", 0, 2, "fine"),
        ("GATE_FULL", -5, 3, 'no "room"'),
        ("GATE_LAST", -4, 8, ""),
    ]
    assert header.problems == ()


def test_a_macro_behind_an_enumerator_that_adds_another() -> None:
    """The comma that the macro begins with ends the enumerator before it, in each branch."""
    before = "#ifdef OLD\n#define ALSO(x) , x = GATE_##x\n#else\n#define ALSO(x)\n#endif"
    header = enum("GATE_LOW = 4,\nGATE_HIGH = 7 // No air\n  ALSO(LOW)\n  ALSO(HIGH)", before)
    assert values(header) == {"GATE_LOW": 4, "LOW": 4, "GATE_HIGH": 7, "HIGH": 7}
    assert header.problems == ()


def test_a_list_in_a_list() -> None:
    """A macro at any place of a list adds its enumerators, in each branch."""
    before = """#define SHUT , GATE_SHUT = 9
#define LEAKS GATE_AIR = 4, GATE_OIL,
#ifdef X
#define LAST GATE_LAST = 7
#else
#define LAST GATE_END = 8
#endif
#define ALL GATE_OK SHUT, LEAKS LAST"""
    header = enum("ALL", before)
    numbers = {"OK": 0, "SHUT": 9, "AIR": 4, "OIL": 5, "LAST": 7, "END": 8}
    assert values(header) == {f"GATE_{name}": number for name, number in numbers.items()}
    assert header.problems == ()


def test_text_before_the_name_in_a_list() -> None:
    """The text of a code may stand at any place in its call."""
    text = '#define X(text, name) name,\nenum E { X("no (air)", LEAK) X("full", FULL) };\n'
    assert comments(parse_header(text, "h", enum="E")) == {"LEAK": "no (air)", "FULL": "full"}


def test_list_in_another_file(tmp_path) -> None:
    """A list that an enumeration includes is read from the file beside the header."""
    (tmp_path / "list.def").write_text("/// The first.\nA = 3, B,\n")
    text = 'enum E {\n#include "list.def"\n  C\n};\n'
    path = str(tmp_path / "gate.h")
    header = parse_header(text, path, enum="E")
    assert values(header) == {"A": 3, "B": 4, "C": 5}
    assert [(Path(c.place[0]).name, c.place[1]) for c in header.codes] == [
        ("list.def", 2),
        ("list.def", 2),
        ("gate.h", 3),
    ]
    assert comments(header)["A"] == "The first."
    missing = parse_header(text.replace("list", "absent"), path, enum="E")
    assert missing.codes == ()
    assert missing.unevaluated == ('#include "absent.def"', "C")


def test_list_in_a_list(tmp_path) -> None:
    """A file in the list may include others, but not itself."""
    (tmp_path / "all.def").write_text('A,\n#include "more.def"\nD,\n')
    (tmp_path / "more.def").write_text('B,\n#include "end.def"\n')
    (tmp_path / "end.def").write_text("C,\n")
    text, path = 'enum E {\n#include "all.def"\n};\n', str(tmp_path / "gate.h")
    header = parse_header(text, path, enum="E")
    assert values(header) == {"A": 0, "B": 1, "C": 2, "D": 3}
    assert [(Path(c.place[0]).name, c.place[1]) for c in header.codes][2:] == [
        ("end.def", 1),
        ("all.def", 3),
    ]
    (tmp_path / "end.def").write_text('C,\n#include "all.def"\n')
    circle = parse_header(text, path, enum="E")
    assert values(circle) == {"A": 0, "B": 1, "C": 2}
    assert circle.unevaluated == ('#include "all.def"', "D")


def test_macro_in_itself() -> None:
    """The name of a macro in its own body is not the macro, but the enumerator."""
    text = "enum { ERR_A, ERR_B, ERR_MAX };\n#define ERR_MAX (ERR_MAX - 1)\n"
    assert values(parse_header(text, "h", macro_prefix="ERR_")) == {"ERR_MAX": 1}


def test_redefinition() -> None:
    """The last definition of a macro holds, and none after #undef."""
    text = "#define ERR_A 1\n#define ERR_A 2\n#define ERR_B 3\n#undef ERR_B\n"
    assert values(parse_header(text, "h", macro_prefix="ERR_")) == {"ERR_A": 2}


def test_constants() -> None:
    """Constants of an integer type are codes by their prefix, other variables are not."""
    text = """namespace gate {
constexpr int kErrA = -1;  // no air
static const std::uint8_t kErrB{7};
inline constexpr Code kErrC = kErrA - 1;
constexpr int kErrD = int{-9}, kErrE{-10};
static const char* kErrName = "none";
constexpr bool kErrKnown = true;
}
using Code = int;
"""
    header = parse_header(text.replace("Code kErrC", "int kErrC"), "h", macro_prefix="kErr")
    assert values(header) == {
        "kErrA": -1,
        "kErrB": 7,
        "kErrC": -2,
        "kErrD": -9,
        "kErrE": -10,
    }
    assert comments(header)["kErrA"] == "no air"
    assert header.problems == ()


def test_constants_of_one_declaration_and_of_deduced_type() -> None:
    """Constants may share a declaration, and ``auto`` is the type of their numbers."""
    text = """enum class Code { kOld = 4 };
static const int kErrA = -1, kErrB = kErrA - 1, kErrC;
constexpr auto kErrD = static_cast<int>(Code::kOld), kErrE = -5;
constexpr auto kErrText = "none", kErrView = std::string_view{"none", 4};
constexpr auto kErrCall = [](int a, int b) { return a; };
"""
    header = parse_header(text, "h", macro_prefix="kErr")
    assert values(header) == {"kErrA": -1, "kErrB": -2, "kErrD": 4, "kErrE": -5}
    assert header.problems == ()


def test_types() -> None:
    """A type has the width that the header, the project or the platform gives it."""
    text = "#define ERR_A ((HR)0xC0000005)\n#define ERR_B ((__u16)~0)\n#define ERR_C ((long)-1)\n"
    header = parse_header(text, "h", macro_prefix="ERR_")
    assert header.unevaluated == ("ERR_A",)
    assert values(header) == {"ERR_B": 65535, "ERR_C": -1}
    known = parse_header(text, "h", macro_prefix="ERR_", types={"HR": "int32"})
    assert values(known)["ERR_A"] == -1073741819
    declared = parse_header(f"typedef int HR;\n{text}", "h", macro_prefix="ERR_")
    assert values(declared)["ERR_A"] == -1073741819


def test_underlying_type_of_another_enumeration() -> None:
    """An enumeration with the underlying type of another has its width."""
    text = "enum class A : unsigned char { X = 255 };\nenum class E : std::underlying_type_t<A> {"
    assert values(parse_header(f"{text} Y = 7, Z = 256 }};", "h", enum="E")) == {"Y": 7}
    text = "enum A : uint32_t { X };\nenum class E : std::underlying_type<A>::type {"
    assert values(parse_header(f"{text} Y = 0x80000001u }};", "h", enum="E")) == {"Y": 2**31 + 1}


def test_unknown_type_of_an_enumeration() -> None:
    """Numbers that are written are those of any type that can hold them, known or not."""
    header = parse_header("enum class E : DWORD { X = 0x80070005, Y };", "h", enum="E")
    assert values(header) == {"X": 0x80070005, "Y": 0x80070006}


def test_names_of_further_headers() -> None:
    """Further headers give names their values, and no codes."""
    text = "#define ERR_A (ERR_BASE + 1)\n"
    header = parse_header(
        text, "h", macro_prefix="ERR_", also=[("base.h", b"#define ERR_BASE 0x10\n")]
    )
    assert values(header) == {"ERR_A": 17}


def test_several_headers() -> None:
    """Headers that share a number space are read as one, each code with its file."""
    header = parse_headers(
        [("a.h", b"#define ERR_A 1\n"), ("b.h", b"\n#define ERR_B (ERR_A + 1)\n")],
        macro_prefix="ERR_",
    )
    assert [(c.name, c.value, *c.place[:2]) for c in header.codes] == [
        ("ERR_A", 1, "a.h", 1),
        ("ERR_B", 2, "b.h", 2),
    ]


def test_no_certain_value() -> None:
    """A name with a branch that cannot be evaluated has no value, nor do names on it."""
    text = "#if X\n#define ERR_A MAKE(E2)\n#else\n#define ERR_A -4\n#endif\n#define ERR_B ERR_A\n"
    header = parse_header(text, "h", macro_prefix="ERR_")
    assert header.codes == ()
    assert header.unevaluated == ("ERR_A", "ERR_B")


def test_value_outside_in_one_branch() -> None:
    """A name that another header defines in one branch makes no name on it certain."""
    text = "#if X\n#define AGAIN AGAIN\n#else\n#define AGAIN 5\n#endif\n#define ERR_A AGAIN\n"
    header = parse_header(text, "h", macro_prefix="ERR_")
    assert header.codes == ()
    assert header.unevaluated == ("ERR_A",)


def test_functions_with_enumerations() -> None:
    """The braces of a function are no enumeration, whatever stands in front of it."""
    text = "enum E { A = 3 };\nstatic inline enum E get(enum E e)\n{ return e; }\nenum F f() {}"
    text += "\nint g(int a, enum G b) { return b; }\nvoid h(enum H) {}\n"
    text += "struct S { enum J j() const { return E::A; } };\n"
    assert selections(text.encode())[0] == ["E"]


def test_an_enumeration_with_tag_and_name_is_one() -> None:
    """The usual form of C offers the name of the type, and both names find the enumeration."""
    text = "typedef enum gate_err_e { A = 1 } gate_err_t, *gate_err_p;\nenum other { B = 2 };\n"
    assert selections(text.encode())[0] == ["gate_err_t", "other"]
    for name in ("gate_err_e", "gate_err_t"):
        assert values(parse_header(text, "h", enum=name)) == {"A": 1}


def test_unknown_macros_hide_nothing() -> None:
    """Lines with unknown macros before declarations hide neither names nor scopes."""
    text = "BEGIN_DECLS\nAPI(2) namespace a {\nVISIBLE\ntypedef enum { A = 1 } E;\n}\nEND_DECLS\n"
    assert selections(text.encode())[0] == ["a::E"]


def test_names_of_a_base_class() -> None:
    """In a class with a base class, a name from outside is certain only with its scope."""
    text = """enum Any { FIRST = 9 };
struct Gate { enum Code { FIRST = 1 }; };
class API Barrier final : public Gate {
  enum Error { OWN = 5, STUCK = FIRST, JAM = OWN, SHUT = ::FIRST, OPEN = Gate::FIRST };
};
struct Valve { enum Leak { DRIP = FIRST }; };
"""
    header = parse_header(text, "h", enum="Error")
    assert values(header) == {"OWN": 5, "JAM": 5, "SHUT": 9, "OPEN": 1}
    assert [problem.message for problem in header.problems] == [
        "STUCK = FIRST cannot be evaluated: FIRST may be that of a base class of Barrier"
    ]
    assert values(parse_header(text, "h", enum="Leak")) == {"DRIP": 9}


def test_one_problem_for_many_codes() -> None:
    """Codes that cannot be evaluated for the same reason are one problem."""
    header = enum(f"A = BASE, {', '.join(f'B{i}' for i in range(50))}")
    (first, rest) = header.problems
    assert "A = BASE cannot be evaluated" in first.message
    assert rest.message == (
        "B0, B1, B2 and 47 more cannot be evaluated: it follows A, which has no value"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A = 7, // 7", ""),
        ("A = 7, // 0x7: no air", "no air"),
        ("A = 7, // 7 - NOT USED", "NOT USED"),
        ("A = 7, // 8 bits", "8 bits"),
        ("A = 7, // 8", ""),
        ("A = 7, /* 0xC0F (15) */", ""),
        ("A = 7, // 7-bit text", "7-bit text"),
        ("A = 7, // 7- no air", "no air"),
        ("// It leaks.\n// Call a plumber.\nA = 7, // No air", "No air. It leaks. Call a plumber."),
        ("A = 7, /**< see \\c gate and \\p door */", "see gate and door"),
        ("/** No air. */\n\nA = 7,", "No air."),
        ("A = 7, /*** no air ***/", "no air"),
        ("/**\n * No air.\n * @note Go.\n * @see B.\n */\nA = 7,", "No air. Go. See B."),
        ("/** @file Codes. */\n\nA = 7,", ""),
        ("/**\n * No air\n *\n * Open it.\n */\nA = 7,", "No air. Open it."),
        ("/// No air\n///\n/// Open it\nA = 7,", "No air. Open it"),
        ("/** @brief No air\n *  @details Open it.\n *  @since 1.2\n */\nA = 7,",
         "No air. Open it. Since 1.2"),
        ("/** No air @ingroup boiler\n */\nA = 7,", "No air"),
        ("/** No air \\hideinitializer */\nA = 7,", "No air"),
        ("/**\n * @def A\n * No air @internal Of the valve.\n */\nA = 7,", "No air. Of the valve."),
        ("/**\n * A - No air\n */\nA = 7,", "No air"),
        ("/**\n * A:\n *\n * No air\n */\nA = 7,", "No air"),
        ("/**\n * @valve\n *\n * No air\n */\nA = 7,", "No air"),
        ("/** \\cond full */\nA = 7, /**< No air */\n/** \\endcond */", "No air"),
        ("/// @if (full && !old)\n/// No air\n/// @else\n/// @endif\nA = 7,", "No air"),
        ("// B = 5,  // gone in 1.2\nA = 7,", ""),
        ("// All is lost with these errors. It is kept for serious errors.\nA = 7,",
         "All is lost with these errors. It is kept for serious errors."),
    ],
)  # fmt: skip
def test_forms_of_comments(text: str, expected: str) -> None:
    """Numbers, commands of Doxygen and blank lines do not get between a code and its text."""
    assert comments(enum(f"{text}\n\nB = 9,"))["A"] == expected


def test_comment_of_another_branch() -> None:
    """A comment that is the number alone does not hide the comment in another branch."""
    header = enum("#if X\nA = 7, // 7\n#else\nA = 7, // no air\n#endif")
    assert comments(header) == {"A": "no air"}


def test_headings_above_a_blank_line() -> None:
    """They are sections up to the next one, or to a code after a blank line outside the range."""
    text = """/* (c) 2008-2020 Gate makers. All rights reserved for those who open and close gates
 * of this world, whatever their number is. */

#ifndef GATE_H
#define GATE_H

/*---------------------------
 * Ticket errors
 *---------------------------*/

/** Not paid. */
#define ERR_UNPAID 400

/** Too old. */
#define ERR_EXPIRED 401

// Barrier errors (500 to 599)

#define ERR_STUCK 500
#define ERR_JAM 501

#define ERR_MAX 900
/* codes 910 to 920 are reserved */

#define ERR_NONE 1000
#endif
"""
    assert sections(parse_header(text, "h", macro_prefix="ERR_")) == {
        "ERR_UNPAID": "Ticket errors",
        "ERR_EXPIRED": "Ticket errors",
        "ERR_STUCK": "Barrier errors (500 to 599)",
        "ERR_JAM": "Barrier errors (500 to 599)",
        "ERR_MAX": "",
        "ERR_NONE": "",
    }


def test_groups_and_deprecation_of_doxygen() -> None:
    """A named group is a section up to the next one, and a deprecation has its version."""
    text = """/**
 * \\name Gate codes
 * \\{
 */
/** Open. */
#define ERR_A 1

/** \\deprecated Since 5.0, use ERR_A. */
#define ERR_B 2
#define ERR_C 3 /**< Shut. \\deprecated since 5.1, use ERR_A. */
"""
    header = parse_header(text, "h", macro_prefix="ERR_")
    assert set(sections(header).values()) == {"Gate codes"}
    assert comments(header) == {
        "ERR_A": "Open.",
        "ERR_B": "Since 5.0, use ERR_A.",
        "ERR_C": "Shut. Deprecated since 5.1, use ERR_A.",
    }
    assert [code.deprecated for code in header.codes] == ["", "5.0", "5.1"]


def test_sections_end_with_their_doxygen_group() -> None:
    """A group begins above a blank line or a doc comment, and ends at ``@}``."""
    text = """/** @defgroup net Network errors
 *  @{ */

/** Away. */
#define ERR_A 1
/** @} end of network */
#define ERR_B 2
/** @name Disk @{ */

#define ERR_C 3
/** @} */

/** Last. */
#define ERR_D 4
"""
    header = parse_header(text, "h", macro_prefix="ERR_")
    assert sections(header) == {
        "ERR_A": "Network errors", "ERR_B": "", "ERR_C": "Disk", "ERR_D": ""
    }  # fmt: skip
    assert comments(header) == {"ERR_A": "Away.", "ERR_B": "", "ERR_C": "", "ERR_D": "Last."}


@pytest.mark.parametrize(
    ("begin", "section"),
    [
        ("///\n/// Codes of the valve.\n///@{", "Codes of the valve."),
        ("/** Codes of the valve\n *  @{\n */", "Codes of the valve"),
        ("/*!\n * Codes of the valve\n */\n/*! \\{ */", "Codes of the valve"),
        ("/** @name Valve */\n/** All its codes.\n * @{ */", "Valve"),
        ("/** Codes of the valve\n *\n *  It leaks.\n *  @{ */", ""),
    ],
)
def test_the_comment_of_a_doxygen_group(begin: str, section: str) -> None:
    """It is not that of the first code; the section has its name, or its comment if short."""
    header = enum(f"{begin}\nA,\n\nB, /**< Leaks. */\n/** @}} */\nC,")
    assert comments(header) == {"A": "", "B": "Leaks.", "C": ""}
    assert sections(header) == {"A": section, "B": section, "C": ""}


def test_a_remark_below_the_head_of_a_doxygen_group() -> None:
    """A plain comment that is no heading does not take the place of the group."""
    text = """/** @} */
/** @name Disk
 *  @{ */
/* Keep in step with the table. */
#define ERR_A 1  /**< Full. */
"""
    header = parse_header(text, "h", macro_prefix="ERR_")
    assert sections(header) == {"ERR_A": "Disk"}
    assert comments(header) == {"ERR_A": "Full. Keep in step with the table."}


def test_comments_of_codes_in_that_of_the_enumeration() -> None:
    """In the style of the Linux kernel, a comment lists the codes below it by name."""
    text = """/**
 * enum gate_error - errors of the gate
 * @GATE_IO: The device
 *   is away.
 * @GATE_FULL: No room. (Since 1.2)
 * @GATE_SHUT: Said above.
 *
 * All else is fine.
 **/
typedef enum {
  GATE_IO,
  GATE_FULL,
  GATE_SHUT,  /* Said beside. */
  GATE_NEW
} gate_error;
"""
    header = parse_header(text, "h", enum="gate_error")
    assert list(comments(header).values()) == [
        "The device is away.", "No room. (Since 1.2)", "Said beside.", ""
    ]  # fmt: skip


def test_comments_of_the_message_compiler() -> None:
    """The text of a message is the comment of its code, also before another comment."""
    text = """//
// MessageId: GATE_E_SHUT
//
// MessageText:
//
//  {Shut}
//  The gate is shut.
//
#define GATE_E_SHUT 1L // gate.sys
#define GATE_E_OPEN 2L
"""
    header = parse_header(text, "h", macro_prefix="GATE_E_")
    assert set(sections(header).values()) == {""}
    assert comments(header)["GATE_E_SHUT"] == "{Shut} The gate is shut. gate.sys"


def test_a_pointer_to_an_enumeration_is_no_name_of_it() -> None:
    """Without a tag, an enumeration is offered by its first name."""
    assert selections(b"typedef enum { A, B } GATE, *PGATE;")[0] == ["GATE"]


def test_range_of_negative_codes_without_sign() -> None:
    """A section may state the numbers of its codes without their sign, over blank lines too."""
    text = "// Disk errors, 0x10 to 0x1F\n\n#define ERR_A -0x11\n\n#define ERR_B -0x12\n"
    header = parse_header(f"{text}\n#define ERR_C -0x30\n", "h", macro_prefix="ERR_")
    section = "Disk errors, 0x10 to 0x1F"
    assert sections(header) == {"ERR_A": section, "ERR_B": section, "ERR_C": ""}


def test_a_deprecated_code_begins_no_section() -> None:
    """A plain comment that deprecates one code is no heading of those below."""
    text = "enum e {\n  A,  ///< a\n  // Deprecated\n  B = 0,\n  C,  ///< c\n};"
    header = parse_header(text, "h", enum="e")
    assert sections(header) == {"A": "", "C": ""}


def test_lines_of_a_comment_that_begin_with_two_stars() -> None:
    """The stars are no text."""
    text = "/*\n** Disk errors\n** of all kinds\n*/\n#define ERR_A 1\n#define ERR_B 2\n"
    header = parse_header(text, "h", macro_prefix="ERR_")
    assert set(sections(header).values()) == {"Disk errors of all kinds"}


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("@deprecated in v2.1.0-rc1; use B", "2.1.0"),
        ("@deprecated since version 3", "3"),
        ("@deprecated as of GATE 5.0.", "5.0"),
        ("@deprecated Use B. Since 2.3.", "2.3"),
        ("@deprecated 1.5", "1.5"),
        ("Deprecated since 3.1, use B.", "3.1"),
        ("@deprecated Use B.\n    ///< @since 0.9", ""),
        ("@deprecated HTTP/1.1 is not spoken, see section 4.2.", ""),
        ("@deprecated to be removed in 3.0", ""),
        ("@deprecated since 2024-05-01", ""),
    ],
)
def test_versions_of_deprecations(text: str, version: str) -> None:
    """Only a number that a comment gives as the version of the deprecation is one."""
    (code,) = parse_header(f"enum e {{ A = 1, ///< {text}\n}};", "h", enum="e").codes
    assert code.deprecated == version


def test_a_deprecated_name_of_a_number() -> None:
    """A number with another name is called by that, and is not deprecated itself."""
    text = "enum e { OLD = 1, ///< Old name. @deprecated since 2.0\n NEW = 1, ///< Busy.\n};"
    (code,) = parse_header(text, "h", enum="e").codes
    assert (code.names, code.deprecated, code.comment) == (("NEW", "OLD"), "", "Busy.")


def test_comments_in_a_list_with_a_prefix_that_a_macro_adds() -> None:
    """The comment of a line is not that of the line before, whose name is longer than its line."""
    text = """enum e {
#define X(name) A_LONG_PREFIX_##name,
  X(A)
  /// Second.
  X(B)
  X(C = ELSEWHERE)
};
"""
    header = parse_header(text, "h", enum="e")
    assert comments(header) == {"A_LONG_PREFIX_A": "", "A_LONG_PREFIX_B": "Second."}
    assert [problem.message for problem in header.problems] == [
        "A_LONG_PREFIX_C cannot be evaluated: ELSEWHERE is not defined in this header"
    ]


@given(
    st.dictionaries(NAMES, st.integers(-(2**31), 2**31 - 1), min_size=1, max_size=12),
    st.sampled_from(["{}", "NEG(-({}))", "(({}))", "(int){}", "ID(ID({}))", "BASE + {} - BASE"]),
    st.sampled_from(["enum E {{{}}};", "namespace n {{ enum class E : int {{{}}}; }}",
                     "BEGIN\ntypedef enum MACRO {{{}}} E;", "#ifdef X\nenum E {{{}}};\n#endif"]),
)  # fmt: skip
@settings(deadline=None)
def test_known_values(codes: dict[str, int], form: str, around: str) -> None:
    """Enumerations in several styles have the values that were written."""
    before = "#define ID(x) (x)\n#define NEG(x) -(x)\n#define BASE 0ll\n"
    body = ", ".join(f"E_{name} = {form.format(value)}" for name, value in codes.items())
    header = parse_header(before + around.format(body), "h", enum="E")
    assert values(header) == {f"E_{name}": value for name, value in codes.items()}
    assert header.problems == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "".join(f"#if defined(A{i})\n" for i in range(4_000)) + "enum E { A };\n",
        "#define F(x) x\n#define ERR_A " + "F(" * 4_000 + "1" + ")" * 4_000,
        "class A {" * 4_000,
    ],
)
def test_memory(text: str) -> None:
    """Deep nesting takes a small multiple of the header's size."""
    tracemalloc.start()
    parse_header(text, "h", enum="E", macro_prefix="ERR_")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 30_000_000
