//! The running kiosk: wires the actors and owns their handles.
