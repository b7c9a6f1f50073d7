//! Widgets that iced lacks: mirror, stage, field, keyboard, focus stop.
