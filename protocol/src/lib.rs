//! What the kiosk and the central server say to each other. No I/O.
