"""The lines of a log that hold a code, and those that only look like it."""

from __future__ import annotations

import pytest
from logs.boiler import BOILER, lookup

from sphinxext.mooncake_errors.logs.line import Reader
from sphinxext.mooncake_errors.logs.scan import Findings, scan
from sphinxext.mooncake_errors.registry.load import load_registry
from sphinxext.mooncake_errors.registry.lookup import Lookup

SHIPPED = Lookup(load_registry())
BOTH = ["boiler.FUEL_EMPTY", "gate-house.Full"]


@pytest.fixture(scope="module")
def boiler(tmp_path_factory):
    """The codes of the made-up project."""
    return lookup(tmp_path_factory.mktemp("boiler"))


def found(line, codes):
    """Return the qualified names of all codes of `codes` in `line`, sorted."""
    findings = Findings()
    scan([line.encode()], codes, findings)
    return sorted(name for meanings in findings.by_code for name in meanings)


@pytest.mark.parametrize(
    "line",
    [
        *("error_code=-700", "error code: -700", "Error code is -700", "errorCode -700"),
        *("ERROR_CODE=-700", "lastErrorCode: -700", '"error-code" : "-700"', "err_code = -700"),
        *("ret=-700.", "acl_ret: -700", "rc=4294966596", "retval -700", "return value: -700"),
        *("res:[-700]", "results=[-700, 1]", "error_codes=[0,-700]", "{'status': -700}"),
        *("failures=[('a@b:0', -700), ('c', 1)]", 'errors: [("a", -700)]'),
        *("put_from failed for a/b@1:0: -700", "get_into failed for a: expected 9, got -700"),
        *("  ERROR: seal failed at valve 3: -700", "put failed for key a b: -700"),
        *("failed to remove 2 keys: [('a@b:0', -700), ('c', -1)]", "ret1=-700", "result2: -700"),
        *("results[3] = -700", "res[12]: -700"),
        *("Failed to seal valve a:b@c: -700", r'{"log":"failed to heat: -700\n"}'),
        *("results={'a': 0, 'b': -700}", "errors: (-700, 0)", "failed (-700)", "failed with -700"),
        *("heat returned -0x2BC", "ret: -0x02bc", "results=[0, -0x2bc]"),
        *("returned -700", "returns: -700", "status=0xFFFFFD44", "ret: 0xfffffffffffffd44"),
        *("错误码：-700", "错误码为 -700", "返回值=-700", "返回码: -700，重试", "错误代码[-700]"),
        *("error=GASKET_WORN", "info=gasket_worn", "status: GasketWorn,", "reason=gasket-worn"),
        *("GASKET_WORN", "BoilerError::GASKET_WORN", "plant::BoilerError::GASKET_WORN thrown"),
        *("error_code       : -700", "ret        = -700", "ErrorCode:            -700"),
        *("<errorCode>-700</errorCode>", "<Data Name='ret'>-700</Data>", "| status | -700 |"),
        *("[ret]: -700", "the error code is: -700", "错误码为：-700"),
        *("错误码为: -700", "返回值是:-700"),
        *("ret\t=\t-700", "error_code\t\t: -700", "报错码：-700", "报错代码 -700"),
        *("写入失败: -700", "Put失败了：-700", "失败原因：gasket-worn", "PUT返回-700"),
        *("报错 -700", "返回了-700", "error number -700", "ret code = -700"),
        *("错误码（-700）", "返回值【-700】", "错误: -700", "操作结果：-700", "状态码 = -700"),
        *(
            "\x1b[36mcode\x1b[0m=\x1b[35m-700\x1b[0m",
            r"\u001b[2merr=\u001b[22m-700",
            "ret=#033[1m-700",
            "\x1b[01;31m\x1b[Kret\x1b[m\x1b[K=-700",
            "ret=\x1b[31m-700\x1b(B\x1b[m",
            "ret\x1b(B\x1b[m=-700",
            "[36mcode[0m=[35m-700[0m",
            "ret=^[[31m-700^[[0m",
            r"ret=\e[1;31m-700\e[0m",
        ),
        *("status code: -700", "ret=0x00000000fffffd44", "response error code: -700"),
        *("error code is GasketWorn", "[GASKET_WORN]", "boiler.GASKET_WORN", "Code.GASKET_WORN"),
        *("ret：-700", "err（-700）", "rc【-700】", "ret为-700", "|ret|-700|"),
        *("HRESULT: 0xFFFFFD44", "hr=0xfffffd44", "NTSTATUS -700", "rv = -700", "heat fail: -700"),
        *("StatusCode=0xFFFFFD44", "status_code: 4294966596"),
        *("E       assert -700 == 0", "    Which is: -700", "Check failed: rc == 0 (-700 vs. 0)"),
        *("錯誤碼：-700", "寫入失敗: -700", "回傳值為-700", "on an `Err` value: -700"),
    ],
)
def test_line_with_code(boiler, line):
    """Keys in any case and language, numbers in any form, lists, and names in any spelling."""
    assert found(f"12:00 noise {line}", boiler) == ["boiler.GASKET_WORN"]


@pytest.mark.parametrize(
    "line",
    [
        r'{"log":"{\"level\":\"error\",\"error_code\":-700}\n"}',
        r'{"log":"{\\\"ret\\\":\\\"-700\\\"}\n"}',
        r'{"log":"{\"error\":\"gasket_worn\"}\n"}',
        r'{"exception":"Traceback\n\tGASKET_WORN\n"}',
        '7,"{""level"":""error"",""error_code"":-700}"',
        "boiler: failed#012#011ret=#011-700#012GASKET_WORN",
        r'{"msg":"\u9519\u8bef\u7801\uff1a-700"}',
        r'{"log":"\u001b[31mret\u001b[0m=-700\n"}',
        r'{"log":"{\"log\":\"\\u001b[31mret\\u001b[0m=-700\\n\"}"}',
    ],
)
def test_escaped_line_is_read_as_it_was_printed(boiler, line):
    """Quotes, ends of lines and letters that JSON, CSV or a syslog escapes hide no code."""
    assert found(line, boiler) == ["boiler.GASKET_WORN"]


@pytest.mark.parametrize(
    "line",
    [
        *("-700", "took 12-700 us", "offset -700", "errno=-700", "ret=-700ms", "ret=-700.5"),
        *(
            "Failed to heat: -700 K",
            "burner_a.cpp:1] Failed to heat: -2",
            "failed to go: at: -700",
            "error to fix: -700",
        ),
        *("ret=[5m]-700", "ret=[30ms] -700"),
        *("ret=-7001", "a-700-2", "XGASKET_WORN GASKET_WORN_TOTAL", "GASKET_WORN::count"),
        *(
            "gasket_worn",
            "error: gasket worn out",
            "ret=0",
            "ErrorCode::OK",
            "exit_code=-700",
            "ret=-0700",
            "result={'zone': -0700}",
        ),
    ],
)
def test_line_without_code(boiler, line):
    """Bare numbers, parts of words and numbers, ordinary words, and success are no codes."""
    assert found(line, boiler) == []


@pytest.mark.parametrize(
    "line",
    [
        *("response code: 200", '{"code":200,"msg":"ok"}', "http code=201", "status=200"),
        *("HTTP/1.1 200", "statusCode: 300", "HTTP error code: 302", "GET /x error_code=200"),
        *("returncode=-7", "non-zero exit status -6", "exit-code -4", "exited with code -2"),
        *("process returned -1", "child exit status: -1", "killed by signal: -2", "exitCode=2"),
        *("special error, ret=1, launch failed, code: 1", "result: 3", "rc=1", "return 2"),
        *("probe failed with error -2", "connect: err=-101", "recv returned -104", "ret=-1"),
        *("error=timeout", "err: context canceled", "status=memory", "reason: socket closed"),
        *(
            "退出码: -4",
            "状态码: 200",
            "响应码 200",
            "信号: -6",
            "rpc error: code = Internal desc = x",
            '{"grpc.code":"InvalidArgument"}',
            "grpc_code=InvalidArgument",
            "transport.cpp:9] bind failed with URMA status 5",
            "mpcomm_adapter.cpp:39] Transfer failed, provider status=5",
        ),
    ],
)
def test_numbers_and_words_of_other_programs_are_no_codes(line):
    """HTTP answers, exit statuses, signals, errno and ordinary words never alarm."""
    assert found(line, SHIPPED) == []


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("ret=-310", BOTH),
        ("burner_main.cc:12] ret=-310", ["boiler.FUEL_EMPTY"]),
        ("lock.cpp:12] ret=-310", ["gate-house.Full"]),
        ("xlock.cpp:12] ret=-310", BOTH),
        ("/src/boiler/a.c: ret=-310", ["boiler.FUEL_EMPTY"]),
        (r"C:\src\boiler\a.c: ret=-310", ["boiler.FUEL_EMPTY"]),
        ("Gate House: ret=-310", ["gate-house.Full"]),
        ("plant_stoker[331]: ret=-310", ["boiler.FUEL_EMPTY"]),
        ("[porter] ret=-310", ["gate-house.Full"]),
        ("FUEL_EMPTY, ret=-310", ["boiler.FUEL_EMPTY"]),
        ("burner_a.cc lock.cpp ret=-310", BOTH),
    ],
)
def test_line_tells_meanings_apart(boiler, line, names):
    """A source file, directory, title, process or name decides; otherwise all are shown."""
    assert found(line, boiler) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("error_code=5", ["gate-house.kTimeout"]),
        ("error code is Timeout", ["gate-house.kTimeout"]),
        ("lock.cpp:3] ret=5", ["gate-house.kTimeout"]),
        ("lock.cpp:3] status: Timeout", ["gate-house.kTimeout"]),
        ("lock.cpp:3] status: Timeout: too slow", ["gate-house.kTimeout"]),
        ("status: Timeout: too slow", []),
        ("<Code>LockJammed</Code>", []),
        ("error=>LockJammed", ["gate-house.kLockJammed"]),
        ("lock.cpp:3] ret = 5", ["gate-house.kTimeout"]),
        ('{"caller":"gate/lock.cpp:3","code":5}', ["gate-house.kTimeout"]),
        ('{"caller":"main.cpp:3","code":5}', []),
        ("lock.cpp:3] HTTP status=200", []),
        ("Status::kTimeout", ["gate-house.kTimeout"]),
        ("error=kTimeout", ["gate-house.kTimeout"]),
        ("submit failed, error=LockJammed", ["gate-house.kLockJammed"]),
        ("ret=5", []),
        ("returned 5 rows", []),
        ("error 5 times", []),
        ("Timeout", []),
        ("status: Timeout", []),
        ("burner_a.cc:1] ret=-2", ["boiler.PRESSURE_LOW"]),
        ("elsewhere.cpp:1] ret=-2", ["boiler.PRESSURE_LOW"]),
        ("elsewhere.hh:1] ret=-2", ["boiler.PRESSURE_LOW"]),
        ("error_code=-2", ["boiler.PRESSURE_LOW"]),
        ("burner_a.go:1] ret=-2", []),
        ("kernel: burner_probe failed (-2)", []),
        ("boiler plant: ret=-2", []),
        ("Boiler Plant: ret=-2", ["boiler.PRESSURE_LOW"]),
        ("gate_house: ret=5", ["gate-house.kTimeout"]),
        ("gate_households: ret=5", []),
        ("kernel: stoker: ret=-2", []),
        ("iron-stoker[17]: status: Timeout", []),
        ("porter[3]: ret=5", []),
        ("[porter] status: Timeout", []),
        ("ret=-2", []),
    ],
)
def test_what_any_program_prints_needs_a_certain_key_or_a_clue(boiler, line, names):
    """Positive and small numbers, and single words, count only where the line is clear.

    Any program may have a driver or a process of a name such as ``porter``.
    """
    assert found(line, boiler) == names


@pytest.mark.parametrize(
    "line",
    [
        "lock.cpp:3] connect failed: 10.0.0.5: refused",
        "lock.cpp:3] error: 10.0.0.5:7 unreachable",
        "lock.cpp:3] result=v0.3.5",
        "lock.cpp:3] status: 5:7",
        "lock.cpp:3] finished, failed=5, connect_failed=7",
        "lock.cpp:3] 成功: 10, 失败: 5",
        "lock.cpp:3] 成功: 10, 失敗: 5",
        "lock.cpp:3] total failures 5 (attempt failure 7)",
        "lock.cpp:3] error code 5:Input/output error",
        "lock.cpp:3] (Error code: 5 - out of paper)",
        "lock.cpp:3] pwrite failed: Input/output error [5]",
        "lock.cpp:3] open failed: timeout of the clock",
        "[error] 5#5: *7 connect() failed",
        "[error] 5 of the gates are open",
        "gate-0   0/1   Error   5   7m",
        "lock.cpp:3] INFO 5 gates are shut",
        "lock.cpp:3] assert 5 == 7",
        "lock.cpp:3] Check failed: fd >= 0 (-2 vs. 0)",
        "ERROR 5 --- [main] plant.Gate : lock.cpp:3 is shut",
        "the driver failed, driver_result = 5",
        "valve_status: 7",
        "make[1]: *** [gate/Makefile:3: lock.dir/all] Error 5",
        "make: *** [Makefile:3：gate/lock.o] 错误 5",
        "FAILED: [code=5] gate/lock.cpp.o",
        "npm error code 5",
        "MPI_ABORT was invoked on rank 0 in communicator GATES with errorcode 5.",
        "with errorcode 5.",
    ],
)
def test_addresses_counts_and_errors_of_the_system_are_no_codes(boiler, line):
    """Neither parts of an address or a version, nor counts, exit statuses, sentences."""
    assert found(line, boiler) == []
    assert Reader(boiler, trusted=True).codes(line) == []


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("rc=5", ["gate-house.kTimeout"]),
        ("the third attempt ended with rc=5", ["gate-house.kTimeout"]),
        ("main.cc:3] ret=-310", BOTH),
        ("main.cc:3] the third attempt ended with rc=5", []),
        ("main.cc:3] mmap failed, error: 7", []),
        ("main.cc:3] the gate-house said rc=5", ["gate-house.kTimeout"]),
        ("main.cc:3] error code 5", ["gate-house.kTimeout"]),
        ("results=[5, 7]", ["gate-house.kDoorOpen", "gate-house.kTimeout"]),
        ("main.cc:3] results=[5, 7]", []),
        ("End of the warmup with status 200, resp: []", []),
        ("the server returned 200 OK", []),
        ("stoker[9]: segfault at 7f1 ip 55 sp 7f error 5 in libc.so.6", []),
        ("OSError: [WinError 5] Access is denied", []),
        ("open failed, GetLastError: 5", []),
    ],
)
def test_small_numbers_of_a_pasted_line_need_a_clue(boiler, line, names):
    """In a whole line of a log a positive number may be an errno; typed alone it is a code."""
    codes = Reader(boiler, trusted=True).codes(line)
    assert sorted(name for meanings in codes for name in meanings) == names


@pytest.mark.parametrize(
    ("line", "trusted"),
    [
        ("read failed with status 0x80AE0000", False),
        ("StatusCode: 2158886912", False),
        ("Error 1213: the bell rings", True),
        ("bell error [1213]", True),
        ("the bell failed：1213", True),
    ],
)
def test_large_numbers_are_neither_errno_nor_counts(tmp_path, line, trusted):
    """An unsigned number of 32 bits is as clear as a negative one; errno has three digits."""
    codes = "".join(
        f"  - {{name: B{value}, value: {value}, description: Bell.}}\n"
        for value in (0x80AE0000, 1213)
    )
    path = tmp_path / "gate.yaml"
    path.write_text(BOILER[: BOILER.index("  - name")] + codes, encoding="utf-8")
    lookup = Lookup(load_registry([path]))
    assert len(Reader(lookup, trusted=True).codes(line)) == 1
    assert len(found(line, lookup)) == (not trusted)


@pytest.mark.parametrize(
    ("line", "trusted", "names"),
    [
        ("lock.cpp:3] DoorOpen: the wind", False, ["gate-house.kDoorOpen"]),
        ("main.cpp:3] DoorOpen: the wind", False, []),
        ("main.cpp:3] DoorOpen: the wind", True, ["gate-house.kDoorOpen"]),
        ("DoorOpen: the wind", True, []),
        ("main.cpp:3] OuterDoorOpen: the wind", True, []),
        ("main.cpp:3] DoorOpen: the wind, rc=-310", True, BOTH),
    ],
)
def test_name_before_a_message(boiler, line, trusted, names):
    """A status such as ``DoorOpen: the wind`` counts in lines of C++ that name no other code."""
    reader = Reader(boiler, trusted=trusted)
    found = reader.read(line, reader.texts)
    assert [name for meanings, _ in found for name in meanings] == names


def test_clue_tells_equal_words_apart(tmp_path):
    """A single word is printed in any spelling, so what tells is the component of the line."""
    gate = "  - {name: kWorn, value: 1, description: Worn.}\n"
    boiler = gate.replace("kWorn", "WORN")
    for name, code in (("boiler", boiler), ("gate", gate)):
        start = BOILER[: BOILER.index("  - name")].replace("boiler", name).replace("burner", name)
        (tmp_path / f"{name}.yaml").write_text(start + code, encoding="utf-8")
    reader = Reader(Lookup(load_registry([tmp_path / "boiler.yaml", tmp_path / "gate.yaml"])))
    assert reader.codes("gate_a.cpp:3] error_code=WORN") == [("gate.kWorn",)]
    assert reader.codes("boiler_a.cpp:3] error_code=Worn") == [("boiler.WORN",)]


@pytest.mark.parametrize(("name", "value"), [("VALVESHUT", 1), ("VALVE_SHUT", 2)])
def test_spelling_tells_names_with_the_same_letters_apart(tmp_path, name, value):
    """A single word is not taken for a name of two words, where it is itself a name."""
    codes = "".join(
        f"  - {{name: {each}, value: {number}, description: Shut.}}\n"
        for each, number in (("VALVESHUT", 1), ("VALVE_SHUT", 2))
    )
    path = tmp_path / "gate.yaml"
    path.write_text(BOILER[: BOILER.index("  - name")] + codes, encoding="utf-8")
    reader = Reader(Lookup(load_registry([path])))
    (meanings,) = reader.codes(f"error_code={name}")
    assert [reader.lookup.entries[each].code.value for each in meanings] == [value]


def causes(line, codes):
    """Return code and index of each cause that `line` leads to, in the order shown."""
    reader = Reader(codes)
    return [cause for _, causes in reader.read(line, reader.texts) for cause in causes]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Valve 3b is shut after 12 attempts", [("boiler.FUEL_EMPTY", 1)]),
        ("W1 Valve 3 is shut after 1 attempts: jammed", [("boiler.FUEL_EMPTY", 2)]),
        (
            "Valve 3: pressure fell below the limit is shut after 1 attempts: jammed",
            [("boiler.FUEL_EMPTY", 2), ("boiler.PRESSURE_LOW", 0), ("gate-house.kDoorOpen", 0)],
        ),
        ("fuel line closed", [("boiler.FUEL_EMPTY", 1), ("boiler.PRESSURE_LOW", 0)]),
        ("[31mpressure fell below the limit[0m, PRESSURE_LOW", [("boiler.PRESSURE_LOW", 0)]),
        ("fuel line closed, PRESSURE_LOW", [("boiler.PRESSURE_LOW", 0)]),
        (
            "pressure fell below the limit",
            [("boiler.PRESSURE_LOW", 0), ("gate-house.kDoorOpen", 0)],
        ),
        ("porter[1]: pressure fell below the limit", [("gate-house.kDoorOpen", 0)]),
        ("Fuel line closed", []),
        ("fuel line closedown", []),
        ("refuel line closed", []),
        ("Valve is shut", []),
        ("shut after 3 attempts Valve 3", []),
    ],
)
def test_printed_texts_lead_to_causes(boiler, line, expected):
    """The most specific text first; all causes of a text, unless the line tells them apart.

    A text counts in a gap of another one, but not where it is part of a longer one.
    """
    assert causes(line, boiler) == expected


@pytest.mark.parametrize(
    "line",
    [
        r"cannot open C:\temp\new.txt: denied",
        r'{"message":"cannot open C:\\temp\\new.txt: denied"}',
    ],
)
def test_log_text_with_backslashes_is_found(tmp_path, line):
    """A path of Windows in a log text is no escape, whether the log is in JSON or not."""
    path = tmp_path / "boiler.yaml"
    text = r"cannot open C:\\temp\\new.{}: denied"
    path.write_text(BOILER.replace("fuel line closed", text), "utf-8")
    assert causes(line, Lookup(load_registry([path])))[0] == ("boiler.FUEL_EMPTY", 1)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("real_client.cpp:811] Failed to create client", "store.INVALID_PARAMS"),
        ("real_client.cpp:811] Failed to create client after 9 retries", "store.INTERNAL_ERROR"),
        (
            "register_local_memory_failed base=0x7f3a size=16, error=-202",
            "transfer-engine.ERR_CONTEXT",
        ),
        ("register_local_memory_failed base=0x7f3a size=16, error=-7", "store.INVALID_PARAMS"),
    ],
)
def test_line_leads_to_the_causes_of_its_longest_text(line, code):
    """A text that begins as another one leads to its own causes only."""
    assert [name for name, _ in causes(line, SHIPPED)] == [code]
