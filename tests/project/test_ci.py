"""The jobs of CI and the hooks: every command as it is written, in a real repository."""

from __future__ import annotations

import re
import subprocess
import sysconfig
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from new_migration import __version__

if TYPE_CHECKING:
    from tests.project.conftest import Make, Project, Repository

BIN = Path(sysconfig.get_path("scripts"))
ROOT = Path(__file__).parents[2]
GOOD = 'new-migration add-column users "note text null" --no-check'
WRONG = (
    'new-migration sql "drop email" --forward "ALTER TABLE users DROP COLUMN email" --rollback "SELECT 1" --no-check'
)


def branch(project: Project, *commands: str) -> None:
    """A clone's view: main is what origin has, and the working copy is on a branch with a change."""
    origin = project.path.parent / "origin.git"
    project.git("clone", "-q", "--bare", str(project.path), str(origin))
    project.git("remote", "add", "origin", str(origin))
    project.git("fetch", "-q", "origin")
    project.git("checkout", "-q", "-b", "change")
    for command in commands:
        project.do(command)
    project.commit("change")


def github(project: Project) -> tuple[dict[str, int], str, str]:
    """Run the steps of the workflow; their exit codes by name, what they print, and the summary."""
    job = yaml.safe_load((project.path / ".github/workflows/migrations.yml").read_text())["jobs"]["migrations"]
    summary = project.path.parent / "summary.md"
    variables = {key: str(value).replace("${{ github.base_ref }}", "main") for key, value in job["env"].items()}
    assert "${{" not in str(variables)
    codes, printed = {}, ""
    for step in job["steps"]:
        if "run" in step and not step["run"].startswith("pip install"):
            done = project.run(step["run"], GITHUB_STEP_SUMMARY=str(summary), **variables)
            codes[step["name"]], printed = done.returncode, printed + done.stdout
            assert "Traceback" not in done.stderr
    return codes, printed, summary.read_text()


def gitlab(project: Project) -> tuple[int, str, Any]:
    """Run the job's script, a line after the other, as the runner does."""
    ci = yaml.safe_load((project.path / ".gitlab-ci.yml").read_text())
    (included,) = ci["include"]
    job = yaml.safe_load((project.path / included["local"]).read_text())["migrations"]
    target = {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}
    variables = {key: value.replace("$CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main")
                 for key, value in job["variables"].items()}  # fmt: skip
    lines = [line for line in job["before_script"] if not line.startswith("pip install")] + job["script"]
    done = project.run("\n".join(lines), **target, **variables)
    quality = yaml.safe_load((project.path / job["artifacts"]["reports"]["codequality"]).read_text())
    return done.returncode, (project.path / job["artifacts"]["paths"][0]).read_text(), quality


def test_a_good_change_on_github(make: Make) -> None:
    project = make("github")
    branch(project, GOOD)
    codes, printed, summary = github(project)
    assert codes == {"Lint": 0, "Check": 0} and printed == ""
    assert "## ✅ Lint" in summary and "002_add_note_to_users: proven\n" in summary
    assert "forward line 10 ALTER TABLE: ACCESS EXCLUSIVE on users" in summary
    assert "<summary>rollback-002_add_note_to_users.sql</summary>" in summary
    assert "## Deployment checklist" in summary and "001_create_users" not in summary


def test_a_wrong_rollback_on_github(make: Make) -> None:
    project = make("github", "lock")
    branch(project, WRONG)
    codes, _, summary = github(project)
    assert codes["Check"] == 1
    assert "002_drop_email: not proven" in summary and "❌ Proof" in summary
    assert "❌ Proven as recorded" in summary and "002_drop_email: never proven" in summary


def test_a_proof_in_ci_does_not_hide_that_nobody_recorded_it(make: Make) -> None:
    project = make("github", "lock")
    branch(project, GOOD)
    codes, _, summary = github(project)
    assert codes["Check"] == 1 and "002_add_note_to_users: never proven" in summary and "✅ Proof" in summary
    project.git("checkout", "-q", ".")
    project.do("migration check --lock")
    project.commit("proven")
    assert github(project)[0] == {"Lint": 0, "Check": 0}


def test_a_migration_that_was_merged_is_edited(make: Make) -> None:
    project = make("github")
    branch(project, "sed -i 's/email text/email text NOT NULL/' database/migrations/001_create_users.sql")
    codes, printed, summary = github(project)
    assert codes == {"Lint": 1, "Check": 1} and "❌ Lint" in summary
    assert re.search("^::error file=database/migrations/001_create_users.sql,line=", printed, re.MULTILINE)


def test_a_change_without_migrations(make: Make) -> None:
    project = make("github")
    branch(project, "touch other.txt")
    codes, _, summary = github(project)
    assert codes == {"Lint": 0, "Check": 0} and summary.startswith("No migration is new or changed.\n")


def test_gitlab(make: Make) -> None:
    project = make("gitlab", "github")
    branch(project, GOOD)
    code, summary, quality = gitlab(project)
    assert (code, quality) == (0, []) and "002_add_note_to_users: proven" in summary


def test_a_wrong_rollback_on_gitlab(make: Make) -> None:
    project = make("gitlab")
    branch(project, WRONG, "sed -i 's/email text/email text NOT NULL/' database/migrations/001_create_users.sql")
    code, summary, quality = gitlab(project)
    assert code == 1 and "002_drop_email: not proven" in summary
    assert "database/migrations/001_create_users.sql" in {entry["location"]["path"] for entry in quality}


def test_the_server_of_the_job_is_of_the_version_of_the_project(make: Make) -> None:
    project = make("github", "gitlab", flags="--postgres 15")
    job = yaml.safe_load((project.path / ".github/workflows/migrations.yml").read_text())["jobs"]["migrations"]
    assert job["services"]["postgres"]["image"] == "postgres:15"
    assert job["env"]["NEW_MIGRATION_SERVER"].startswith("postgresql://postgres:postgres@localhost:5432/")
    job = yaml.safe_load((project.path / ".gitlab/migrations.yml").read_text())["migrations"]
    assert job["services"] == ["postgres:15"]


def test_backticks_in_a_script_do_not_end_its_block(make: Make) -> None:
    project = make("github")
    branch(project, GOOD.replace("--no-check", "--purpose '```` <b>'") + " --no-check")
    summary = github(project)[2]
    assert "\n`````sql\n-- Migration 002" in summary and "\nCOMMIT;\n`````\n\n</details>" in summary


@pytest.mark.parametrize("words", ["", "main", "nowhere out.md", "main out.md more"])
def test_wrong_usage_of_the_script(make: Make, words: str) -> None:
    project = make("github")
    done = project.run(f"scripts/check-migrations.sh {words}")
    assert done.returncode == 2 and ("usage:" in done.stderr or "git does not know" in done.stderr)


@pytest.mark.parametrize("path", [".github/workflows/migrations.yml", ".gitlab/migrations.yml"])
def test_a_job_installs_all_that_its_commands_use(make: Make, path: str) -> None:
    (extras,) = re.findall(r"pip install \"new-migration\[(.+)\]\"", (make("github", "gitlab").path / path).read_text())
    assert {*extras.split(",")} == {"check", "lint"} <= {*optional_dependencies()}


def optional_dependencies() -> dict[str, list[str]]:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    found: dict[str, list[str]] = project["optional-dependencies"]
    return found


# pre-commit


def commit(project: Project) -> subprocess.CompletedProcess[str]:
    project.git("add", "--all")
    return project.run("git commit -q -m change", PRE_COMMIT_HOME=str(project.path.parent / "hooks"))


@pytest.mark.parametrize("parts", [("pre-commit",), ("pre-commit", "lock")])
def test_pre_commit(make: Make, parts: tuple[str, ...]) -> None:
    project = make(*parts)
    project.do("pre-commit install")
    project.do(GOOD)
    if "lock" in parts:
        assert commit(project).returncode == 1, "not proven yet"
        project.do("migration check --lock")
    assert commit(project).returncode == 0
    project.do(WRONG)
    done = commit(project)
    assert done.returncode == 1
    last = project.git("show", "--name-only", "--format=", "HEAD")
    assert "/002_" in last and "/003_" not in last, "nothing wrong is committed"
    said = done.stdout + done.stderr
    assert ("003_drop_email: never proven" if "lock" in parts else "1 migration: 1 not proven") in said


def test_the_first_commit_after_what_init_says_comes_next(empty: Project) -> None:
    done = empty.run("migration init --no-input --write all")
    assert done.returncode == 0
    (next_,) = re.findall("^next: (.+?),", done.stderr, re.MULTILINE)
    empty.do("pre-commit install")
    assert commit(empty).returncode == 1
    empty.do(next_)
    assert commit(empty).returncode == 0


def test_hooks_leave_other_files_alone_and_see_a_deletion(make: Make) -> None:
    project = make("pre-commit", "lock")
    project.do("pre-commit install")
    (project.migrations / "seeds").mkdir()
    (project.migrations / "seeds/001_x.sql").write_text("SELECT 1;\n")
    (project.migrations / "notes.txt").touch()
    assert commit(project).returncode == 0
    (project.migrations / "rollback-001_create_users.sql").unlink()
    done = commit(project)
    assert (
        done.returncode == 1 and "001_create_users: changed since it was proven: rollback" in done.stdout + done.stderr
    )


def test_what_is_no_migration_is_not_checked(make: Make) -> None:
    """Another file in the folder is the linter's to name, and no reason to refuse all that is committed."""
    project = make("pre-commit")
    hooks = yaml.safe_load((project.path / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    hooks += yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    names = ("001_a.sql", "rollback-001_a.sql", "verify-001_a.sql", "helper.sql", "seeds/001_a.sql", "001_a.sql.orig")
    found = {(hook["id"], name) for hook in hooks if "files" in hook for name in names
             if re.search(hook["files"], f"database/migrations/{name}")}  # fmt: skip
    assert found == {("migration-check", name) for name in names[:3]} | {("migration-lint", name) for name in names[:4]}


def test_hooks_are_added_to_those_of_a_project(make: Make) -> None:
    project = make()
    (project.path / ".pre-commit-config.yaml").write_text("# mine\nrepos:\n- repo: meta\n  hooks:\n  - id: identity\n")
    project.do("migration init --no-input --write pre-commit")
    text = (project.path / ".pre-commit-config.yaml").read_text()
    assert text.startswith("# mine\nrepos:\n- repo: meta\n  hooks:\n  - id: identity\n- repo: local\n")
    project.do("pre-commit validate-config")


def test_the_hooks_of_this_repository(make: Make) -> None:
    manifest = ROOT / ".pre-commit-hooks.yaml"
    subprocess.run([BIN / "pre-commit", "validate-manifest", manifest], check=True)
    project = make("lock")
    project.do("migration check --all --lock")
    for hook in yaml.safe_load(manifest.read_text()):
        files = [f"database/migrations/{path.name}" for path in project.migrations.iterdir()]
        passed = [file for file in files if re.search(hook.get("files", ""), file)]
        assert passed
        project.do(f"{hook['entry']} {' '.join(passed) if hook.get('pass_filenames', True) else ''}")


def test_the_hooks_of_this_repository_bring_what_the_extras_do() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    extras = optional_dependencies()
    found = {hook["id"]: hook.get("additional_dependencies", []) for hook in hooks}
    assert found == {"migration-lint": extras["lint"], "migration-check": extras["check"], "migration-check-locked": []}


def test_pre_commit_builds_the_hook_of_this_repository(make: Make, repository: Repository) -> None:
    """Its environment has what the linter needs, whatever is on the path."""
    project = make()
    config = {"repos": [{"repo": str(repository.path), "rev": __version__, "hooks": [{"id": "migration-lint"}]}]}
    (project.path / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    project.do("new-migration sql 'drop email' --forward 'ALTER TABLE users DROP COLUMN email' --rollback 'SELECT 1'"
               " --no-check")  # fmt: skip
    project.git("add", "--all")
    # In the home folder is what pip has fetched before.
    done = project.run(f"{BIN / 'pre-commit'} run", PATH="/usr/local/bin:/usr/bin:/bin", HOME=str(Path.home()),
                       PRE_COMMIT_HOME=str(project.cache / "pre-commit"))  # fmt: skip
    said = done.stdout + done.stderr
    assert done.returncode == 1 and "ban-drop-column" in said and "squawk is not installed" not in said, said


def test_what_keeps_the_list_of_a_deployment_from_being_made_is_in_the_summary(make: Make) -> None:
    project = make("github")
    branch(project, GOOD, "touch database/migrations/003-AddColumn.sql")
    codes, _, summary = github(project)
    assert codes["Check"] == 1 and "❌ Deployment checklist" in summary
    assert "003-AddColumn.sql: this looks like a migration, but that is no name of one" in summary
