"""The files of a result that a visitor may save: each alone, and all of them with the record in one ZIP."""

from murals.page.archive import write_archive
from murals.page.restoring import sources_map
from murals.page.tabs.downloads import Download
from murals.page.words import say
from murals.restoration.restore_report import Done


def files_to_save(done: Done, language: str) -> list[Download]:
    """Write the archive of a result with a portable record, and return what can be saved, the result first."""
    job = done.job
    written = {
        "result": done.output,
        "mask": job.mask or job.proposed_mask,
        "uncertainty": job.uncertainty,
        "sources": sources_map(done),
        "archive": write_archive(job),
    }
    return [Download(path, say(f"restore.save.{name}", language)) for name, path in written.items() if path]
