"""nbgrader's gradebook on PostgreSQL: made once, opened once, each piece of work one transaction.

nbgrader's own `Gradebook` opens an engine, checks 13 tables and runs `alembic` each time it is made,
and its methods commit after every cell. Here the tables are made once by `ensure_gradebook`, and one
`OpenGradebook` stays open; inside `transaction()` nbgrader's commits wait for the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alembic.script import ScriptDirectory
from nbgrader.api import (
    Assignment,
    Base,
    Comment,
    Course,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    SolutionCell,
    SourceCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.dbutil import ALEMBIC_DIR
from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from grading.errors import GradebookOutdated
from hub.db import sync_engine

COURSE = "hoc-ai-mat-tran"
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 20))")


def ensure_gradebook(url: str | URL) -> None:
    """Make nbgrader's tables in the database at `url` when they are not there, and our course.

    Does what nbgrader's `Gradebook(url)` does at its first touch, in one transaction and without
    the `alembic` program. Raises GradebookOutdated when the tables are another version's.
    """
    engine = sync_engine(url)
    try:
        with engine.begin() as conn:
            conn.execute(_LOCK, {"what": "ensure_gradebook"})
            _ensure_tables(conn)
            conn.execute(insert(Course).values(id=COURSE).on_conflict_do_nothing())
    finally:
        engine.dispose()


def _ensure_tables(conn: Connection) -> None:
    head = ScriptDirectory(ALEMBIC_DIR).get_current_head()
    if not inspect(conn).has_table("assignment"):
        Base.metadata.create_all(conn)
        conn.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        conn.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": head})
    found = conn.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found != head:
        raise GradebookOutdated(found, head)


@dataclass(frozen=True)
class StoredCell:
    """A source cell as the gradebook keeps it; `max_score` in points, None when it is not graded."""

    name: str
    cell_type: str
    locked: bool
    source: str
    checksum: str | None
    max_score: float | None


class _PatientSession(Session):
    """A session whose commits, while `info["held"]`, are left to the one at the end."""

    def commit(self) -> None:
        if not self.info.get("held"):
            super().commit()


class OpenGradebook(Gradebook):
    """nbgrader's gradebook, kept open; each thread that uses it gets its own session."""

    def __init__(self, url: str | URL) -> None:
        """Open the gradebook at `url`, which `ensure_gradebook` has made; nothing is read yet."""
        # Not nbgrader's __init__: it would check every table and could not survive a restart of
        # PostgreSQL, since its connections are never tried before use.
        self.engine = sync_engine(url)
        self.db = scoped_session(sessionmaker(class_=_PatientSession, bind=self.engine))
        self.course_id = COURSE
        self.authenticator = None

    @contextmanager
    def transaction(self, lock: str) -> Iterator[Session]:
        """Do the block's work in one transaction, alone among all that name the same `lock`."""
        session: Session = self.db()
        session.info["held"] = True
        try:
            session.execute(_LOCK, {"what": lock})
            yield session
            session.info["held"] = False
            session.commit()
        finally:
            self.db.remove()  # rolls back what was not committed

    def stored_cells(self, assignment: str, notebook: str) -> tuple[StoredCell, ...]:
        """Return the registered cells of a notebook, none when it is not registered."""
        rows = self.db.execute(
            select(
                SourceCell.name,
                SourceCell.cell_type,
                SourceCell.locked,
                SourceCell.source,
                SourceCell.checksum,
                GradeCell.max_score,
            )
            .join(Notebook, Notebook.id == SourceCell.notebook_id)
            .join(Assignment, Assignment.id == Notebook.assignment_id)
            .outerjoin(
                GradeCell, (GradeCell.notebook_id == Notebook.id) & (GradeCell.name == SourceCell.name)
            )
            .where(Assignment.name == assignment, Notebook.name == notebook)
        )
        return tuple(StoredCell(*row) for row in rows)

    def put_submission(self, assignment: str, student: str, submitted_at: datetime) -> None:
        """Make the submission's rows, or set the time of those that are there."""
        self.db.execute(insert(Student).values(id=student).on_conflict_do_nothing())
        when: Any = submitted_at
        with self.db.no_autoflush:  # nbgrader links the new rows to each other before it adds them
            self.update_or_create_submission(assignment, student, timestamp=when)

    def preload_marks(self, notebook: str, assignment: str, student: str) -> None:
        """Read all grades and comments of a submission at once, for `find_grade` and `find_comment`."""
        for kind, cell in ((Grade, GradeCell), (Comment, SolutionCell)):
            rows: Any = self.db.execute(
                select(cell.name, kind)
                .join(cell, cell.id == kind.cell_id)
                .join(SubmittedNotebook, SubmittedNotebook.id == kind.notebook_id)
                .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
                .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
                .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
                .where(
                    Notebook.name == notebook,
                    Assignment.name == assignment,
                    SubmittedAssignment.student_id == student,
                )
            )
            self.db().info[kind] = {(name, notebook, assignment, student): row for name, row in rows}

    def find_grade(self, grade_cell: str, notebook: str, assignment: str, student: str) -> Any:
        """Return a grade: the one read by `preload_marks`, else as nbgrader finds it."""
        known = self.db().info.get(Grade, {}).get((grade_cell, notebook, assignment, student))
        return known or super().find_grade(grade_cell, notebook, assignment, student)

    def find_comment(self, solution_cell: str, notebook: str, assignment: str, student: str) -> Any:
        """Return a comment: the one read by `preload_marks`, else as nbgrader finds it."""
        known = self.db().info.get(Comment, {}).get((solution_cell, notebook, assignment, student))
        return known or super().find_comment(solution_cell, notebook, assignment, student)
