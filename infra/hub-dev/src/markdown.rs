//! A Markdown document as the checks read it: a section, the rows of its tables, what stands in backticks.
//! These three are all that is asked, so no parser of the whole language is brought in.

/// What stands under `## heading`, up to the next heading of its kind; nothing if there is no such section.
#[must_use]
pub fn section<'a>(text: &'a str, heading: &str) -> &'a str {
    let mut sections = text.split("\n## ").filter_map(|section| section.split_once('\n'));
    sections
        .find(|(title, _)| title.trim_start_matches("## ").trim() == heading)
        .map(|(_, body)| body)
        .unwrap_or_default()
}

/// The rows of the tables of a text, each by its cells. Heads of tables are no rows.
pub fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let lines = text.lines().zip(text.lines().skip(1).chain([""]));
    let is_rule = |line: &str| line.starts_with('|') && line.chars().all(|c| "|-: ".contains(c));
    let rows = lines.filter(move |(line, next)| line.starts_with('|') && !is_rule(line) && !is_rule(next));
    rows.map(|(line, _)| line.trim().trim_matches('|').split(" | ").map(str::trim).collect())
}

/// What a text has in backticks, blocks of code left out.
pub fn quoted(text: &str) -> impl Iterator<Item = &str> {
    let prose = text.split("```").step_by(2);
    prose.flat_map(|prose| prose.split('`').skip(1).step_by(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "## First\n`a`, b\n\n```sh\necho `c`\n```\n`d`\n\n## Second one\n| name | means |\n|---|:--|\n| `x`, `y` | two |\n| `z` | one |\n";

    #[test]
    fn a_section_ends_where_the_next_begins() {
        assert!(section(TEXT, "First").ends_with("`d`\n"));
        assert!(section(TEXT, "Second one").starts_with("| name"));
        for none in ["Second", "Third", ""] {
            assert_eq!(section(TEXT, none), "");
        }
    }

    #[test]
    fn a_row_is_its_cells_and_a_head_is_none() {
        assert_eq!(rows(TEXT).collect::<Vec<_>>(), [vec!["`x`, `y`", "two"], vec!["`z`", "one"]]);
    }

    #[test]
    fn code_in_a_line_is_quoted_and_a_block_is_not() {
        assert_eq!(quoted(TEXT).collect::<Vec<_>>(), ["a", "d", "x", "y", "z"]);
    }
}
