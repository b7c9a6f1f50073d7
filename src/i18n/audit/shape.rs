//! What a message is made of: its words, the values it takes, its plural forms.

use std::collections::BTreeSet;

use fluent_syntax::ast;

/// The parts of one pattern.
#[derive(Debug, Default)]
pub(super) struct Shape<'a> {
    /// Names of the values it takes.
    pub(super) variables: BTreeSet<&'a str>,
    /// Messages and terms it uses.
    pub(super) references: BTreeSet<&'a str>,
    /// For each choice of plural forms: the forms that are written.
    pub(super) plurals: Vec<BTreeSet<&'a str>>,
    /// Its words.
    pub(super) texts: Vec<&'a str>,
}

const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

impl<'a> Shape<'a> {
    pub(super) fn of(pattern: &'a ast::Pattern<&'a str>) -> Self {
        let mut shape = Self::default();
        shape.pattern(pattern);
        shape
    }

    fn pattern(&mut self, pattern: &'a ast::Pattern<&'a str>) {
        for element in &pattern.elements {
            match element {
                ast::PatternElement::TextElement { value } => self.texts.push(value),
                ast::PatternElement::Placeable { expression } => self.expression(expression),
            }
        }
    }

    fn expression(&mut self, expression: &'a ast::Expression<&'a str>) {
        match expression {
            ast::Expression::Inline(inline) => self.inline(inline),
            ast::Expression::Select { selector, variants } => {
                self.inline(selector);
                let mut forms = BTreeSet::new();
                let mut plural = true;
                for variant in variants {
                    match &variant.key {
                        ast::VariantKey::Identifier { name } if FORMS.contains(name) => {
                            forms.insert(*name);
                        }
                        ast::VariantKey::Identifier { .. } => plural = false,
                        ast::VariantKey::NumberLiteral { .. } => {}
                    }
                    self.pattern(&variant.value);
                }
                // `[0] … *[other] …` chooses by value, not by the grammar of a plural.
                if plural && forms.len() > 1 {
                    self.plurals.push(forms);
                }
            }
        }
    }

    fn inline(&mut self, inline: &'a ast::InlineExpression<&'a str>) {
        match inline {
            ast::InlineExpression::StringLiteral { value } => self.texts.push(value),
            ast::InlineExpression::NumberLiteral { .. } => {}
            ast::InlineExpression::VariableReference { id } => {
                self.variables.insert(id.name);
            }
            ast::InlineExpression::MessageReference { id, .. } => {
                self.references.insert(id.name);
            }
            ast::InlineExpression::TermReference { id, arguments, .. } => {
                self.references.insert(id.name);
                if let Some(arguments) = arguments {
                    self.arguments(arguments);
                }
            }
            ast::InlineExpression::FunctionReference { arguments, .. } => self.arguments(arguments),
            ast::InlineExpression::Placeable { expression } => self.expression(expression),
        }
    }

    fn arguments(&mut self, arguments: &'a ast::CallArguments<&'a str>) {
        for argument in &arguments.positional {
            self.inline(argument);
        }
        for named in &arguments.named {
            // Options of a function (`style: "percent"`) are not shown.
            if !matches!(named.value, ast::InlineExpression::StringLiteral { .. }) {
                self.inline(&named.value);
            }
        }
    }
}
