//! `kiosk receipt`: a sample receipt as files.
