"""Open questions as people are asked them: gathered by who could answer and why."""

import pandas as pd


def commonest(questions: pd.DataFrame, most: int) -> pd.DataFrame:
    """who, reason, tables, blank_count of the `most` commonest reasons somebody could answer, in the order of who.

    Those of whom nobody knows who could answer come last.
    """
    every = reasons(questions)
    first = every.sort_values(["blank_count", "who", "reason"], ascending=[False, True, True], kind="stable").head(most)
    ordered = first.assign(last=first["who"].eq("")).sort_values(
        ["last", "who", "blank_count"], ascending=[True, True, False], kind="stable"
    )
    return ordered.drop(columns="last").reset_index(drop=True)


def reasons(questions: pd.DataFrame) -> pd.DataFrame:
    """who, reason, tables, blank_count of every reason somebody could answer."""
    groups = questions[questions["asks"]].groupby(["who", "reason"], sort=True)
    tables = groups["table"].agg(lambda names: ", ".join(sorted(set(names))))
    return pd.DataFrame({"tables": tables, "blank_count": groups["blank_count"].sum()}).reset_index()
