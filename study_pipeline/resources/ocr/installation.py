"""What OCR needs beside the project itself: the extra `ocr`, tesseract, and its language data.

    python -m study_pipeline.resources.ocr.installation

says whether all is there, as the settings ask for it.
"""

import importlib.util
import os
import shutil
import sys
from collections.abc import Sequence

from study_pipeline.language import translate
from study_pipeline.resources.ocr.tesseract import PROGRAM, TesseractFailed, installed_languages
from study_pipeline.resources.settings.values import ocr_languages

PACKAGES = ("rapidocr", "onnxruntime")


def missing_for_ocr(languages: Sequence[str]) -> list[str]:
    """What is not installed of what OCR in ``languages`` (tesseract's names) needs, in words.

    Without languages OCR is switched off, and lacks nothing.
    """
    if not languages:
        return []
    missing = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    if shutil.which(PROGRAM) is None:
        return [*missing, PROGRAM]
    try:
        installed = installed_languages()
    except TesseractFailed as error:
        return [*missing, f"{PROGRAM} ({error})"]
    lacking = [language for language in languages if language not in installed]
    return missing + [
        translate("tesseract's language data for {language}").format(language=language)
        for language in lacking
    ]


def main() -> None:
    """Say what is missing, and exit with 1 if something is."""
    languages = ocr_languages(os.environ, "STUDY_OCR", "STUDY_OCR_LANGUAGES")
    missing = missing_for_ocr(languages)
    if missing:
        sys.exit(translate("OCR lacks {missing}.").format(missing=", ".join(missing)))
    sys.stdout.write(translate("OCR is ready: {languages}.").format(languages=", ".join(languages)) + "\n")


if __name__ == "__main__":
    main()
