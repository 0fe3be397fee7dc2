"""Laws of runs: the same comes out however it is cut up, shared out and interrupted."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from cleantext import Cleaner
from cleantext.stream.progress import Pace
from tests.stream.scenes import (
    CLEANER_MODEL,
    WHOLE,
    CrashError,
    Scene,
    crashing_after,
    lay_out,
    paces,
    results,
    run_scene,
    scenes,
    unpack,
)


def run_anew(scene: Scene, pace: Pace, *, jobs: int = 1) -> dict[str, bytes]:
    with TemporaryDirectory() as folder:
        lay_out(scene, Path(folder))
        run_scene(scene, Path(folder), pace, jobs=jobs)
        return without_place(results(scene, Path(folder)), folder)


def without_place(files: dict[str, bytes], folder: str) -> dict[str, bytes]:
    """Leave the folder's name out of rejects, for it is another in every run."""
    return {name: content.replace(folder.encode(), b"") for name, content in files.items()}


@given(scenes(), paces)
def test_the_output_is_the_same_however_large_batches_are(scene: Scene, pace: Pace) -> None:
    assert run_anew(scene, pace) == run_anew(scene, WHOLE)


@given(scenes(), st.lists(st.tuples(paces, st.integers(0, 30)), min_size=1, max_size=4))
def test_runs_that_crash_anywhere_and_go_on_equal_one_that_does_not(
    scene: Scene, crashes: list[tuple[Pace, int]]
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        lay_out(scene, folder)
        is_over = False
        for pace, n_steps in crashes:
            if not is_over:
                try:
                    with crashing_after(n_steps, is_killed=True):
                        run_scene(scene, folder, pace, resume=True)
                    is_over = True
                except CrashError:
                    pass
        if not is_over:
            run_scene(scene, folder, WHOLE, resume=True)
        found = without_place(results(scene, folder), name)
    assert found == run_anew(scene, WHOLE)


@given(scenes(), paces, st.integers(0, 40))
def test_an_interruption_leaves_whole_records_and_the_rest_for_later(
    scene: Scene, pace: Pace, n_steps: int
) -> None:
    whole = run_anew(scene, pace)
    with TemporaryDirectory() as name:
        folder = Path(name)
        lay_out(scene, folder)
        try:
            with crashing_after(n_steps, is_killed=False):
                run_scene(scene, folder, pace)
        except CrashError:
            for path in folder.rglob("*.part"):
                target = path.relative_to(folder).as_posix().removesuffix(".part")
                if "rejects" not in target and path.stat().st_size:
                    assert whole.get(target, b"").startswith(unpack(target, path.read_bytes()))
            run_scene(scene, folder, pace, resume=True)
        found = without_place(results(scene, folder), name)
    assert found == whole


def test_the_output_is_the_same_for_every_number_of_workers() -> None:
    line = b'{"text": "A ferry said no. Share this!\\n\\nThe goat of Skerrin.\\n\\n(c) 1984"}\n'
    scene = Scene({"a.jsonl": line * 50 + b"no JSON\n" + line * 50, "b.jsonl": line * 9}, "out.jsonl.gz")
    alone = run_anew(scene, Pace(400, 2000))
    assert run_anew(scene, Pace(400, 2000), jobs=2) == alone
    assert run_anew(scene, Pace(150, 500), jobs=3) == alone


@given(scenes())
def test_what_is_kept_is_what_the_cleaner_keeps(scene: Scene) -> None:
    clean = Cleaner(CLEANER_MODEL, mode=0.5).clean
    for name, content in run_anew(scene, WHOLE).items():
        if name.startswith("out/") and ".txt" in name:
            before = unpack(name, scene.files[name.removeprefix("out/")]).decode()
            assert content.decode() == clean(before)
        elif name.startswith("out.jsonl") and "rejects" not in name:
            sources = b"\n".join(unpack(key, each) for key, each in scene.files.items())
            assert [json.loads(line)["text"] for line in content.splitlines()] == [
                clean(text) for text in sound_texts(sources)
            ]


def sound_texts(content: bytes) -> list[str]:
    found = []
    for line in content.split(b"\n"):
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict) and isinstance(record.get("text"), str):
            found.append(record["text"])
    return found
