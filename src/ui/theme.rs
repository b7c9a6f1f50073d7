//! Colours, sizes and type, in millimetres.
