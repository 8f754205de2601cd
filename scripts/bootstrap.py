"""The entry of every command: checks that this Python can run Yeoul, and hands the command over.

Any Python 3 can read this file, so that a version that is too old gets a sentence and no traceback.
If another interpreter on the PATH is suitable, it is used without asking.
"""

import os
import shutil
import subprocess
import sys

MINIMUM = (3, 11)
OTHERS = ("python3.14", "python3.13", "python3.12", "python3.11", "python3", "python")
VENV_PYTHON = os.path.join(".venv", "bin", "python")


def complaint() -> str:
    """Return a sentence on why this interpreter cannot create the environment, else ""."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    me = f"{sys.executable} is Python {version}"
    if sys.version_info < MINIMUM:
        return (
            f"{me}, and Yeoul needs Python 3.11 or newer."
            " Install one, or name it: make run PYTHON=/path/to/python3.12"
        )
    if os.path.exists(VENV_PYTHON):
        return ""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return f"{me}, but it cannot make a virtual environment. {venv_advice()}"
    return ""


def venv_advice() -> str:
    """Return the sentence that names the missing package."""
    if shutil.which("apt-get"):
        sudo = "" if os.geteuid() == 0 else "sudo "
        package = "python{}.{}-venv".format(*sys.version_info[:2])
        return f"Install what is missing with: {sudo}apt install {package}"
    return "Install your system's package for Python's venv and ensurepip modules."


def fitting_interpreter() -> str:
    """Return the path of another interpreter that fits, or an empty string."""
    for name in OTHERS:
        path = shutil.which(name)
        if path and os.path.realpath(path) != os.path.realpath(sys.executable):
            question = [path, "-m", "scripts.bootstrap", "fits"]
            if subprocess.call(question, stderr=subprocess.DEVNULL) == 0:
                return path
    return ""


def main() -> int:
    """Run the command in ``sys.argv`` and return its exit status."""
    os.chdir(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    problem = complaint()
    if sys.argv[1:] == ["fits"]:
        return 1 if problem else 0
    if not problem:
        from scripts import commands

        return commands.main(sys.argv[1:])
    other = fitting_interpreter()
    if other:
        os.execv(other, [other, "-m", "scripts.bootstrap", *sys.argv[1:]])
    print(problem, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
