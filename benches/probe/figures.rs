//! The figures and their table.

use std::time::Duration;

use crate::process::load;

/// One figure: what was measured, in which unit, how it came out.
#[derive(Debug)]
pub(crate) struct Figure {
    what: String,
    /// Under which circumstances.
    case: Option<&'static str>,
    unit: &'static str,
    /// What is asked for, at most; `None` where nothing is.
    goal: Option<f64>,
    middle: f64,
    least: f64,
    most: f64,
    count: usize,
    /// Load of the machine when it was taken.
    load: f64,
}

impl Figure {
    /// The median of several measurements.
    pub(crate) fn of(what: impl Into<String>, unit: &'static str, goal: Option<f64>, mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
        let last = values.len().saturating_sub(1);
        Self {
            what: what.into(),
            case: None,
            unit,
            goal,
            middle: at(values.len() / 2),
            least: at(0),
            most: at(last),
            count: values.len(),
            load: load(),
        }
    }

    /// One measurement.
    pub(crate) fn one(what: impl Into<String>, unit: &'static str, goal: Option<f64>, value: f64) -> Self {
        Self::of(what, unit, goal, vec![value])
    }

    /// The same figure under circumstances that have a name.
    pub(crate) fn in_the_case_of(self, name: &'static str) -> Self {
        Self { case: Some(name), ..self }
    }

    /// Adds its row to the table on stdout: at once, so that what is measured is not lost with what follows.
    pub(crate) fn tell(&self) {
        println!("{}", self.row());
    }

    fn row(&self) -> String {
        let goal = self.goal.map_or(String::from("–"), |goal| format!("≤ {goal} {}", self.unit));
        let met = match self.goal {
            None => "",
            Some(goal) if (self.middle * 10.0).round() <= goal * 10.0 => "met",
            Some(_) => "**missed**",
        };
        // small figures with one digit more than their goal, so that nothing hides in the rounding
        let digits = if self.middle < 1.0 { 2 } else { 1 };
        let spread = if self.count > 1 {
            format!("{:.1} – {:.1}, n={}", self.least, self.most, self.count)
        } else {
            String::new()
        };
        format!(
            "| {}{} | {:.*} {} | {spread} | {goal} | {met} | {:.1} |",
            self.what,
            self.case.map(|case| format!(", {case}")).unwrap_or_default(),
            digits,
            self.middle,
            self.unit,
            self.load
        )
    }
}

/// A duration in milliseconds.
pub(crate) fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// The head of one program's table, in Markdown.
pub(crate) fn head(title: &str) {
    println!("### {title}\n\n| | median | least – most | goal | | load |\n|---|---|---|---|---|---|");
}
