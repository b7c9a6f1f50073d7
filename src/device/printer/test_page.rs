//! The test page: shows with the eye what a status byte cannot.

use crate::receipt::page::{Bitmap, Dots, Element, ErrorCorrection, Page, Placement};

use super::Profile;

/// A frame at the edges of the printable width, a ruler in millimetres, lines from one dot up,
/// greys, and a QR code that names the profile.
#[must_use]
pub fn test_page(profile: &Profile) -> Page {
    let width = profile.width_dots;
    let gap = || Element::Feed(Dots(profile.dpi / 10));
    let mut elements = vec![Element::Raster(frame(width, profile.dpi)), gap()];
    elements.extend([Element::Raster(ruler(width, profile.dpi)), gap()]);
    elements.extend([Element::Raster(lines(width)), gap()]);
    elements.extend([Element::Raster(greys(width)), gap(), gap()]);
    elements.push(Element::Qr {
        payload: format!("KIOSK TEST PAGE: {}", profile.id.to_uppercase()),
        module_dots: Dots(6),
        error_correction: ErrorCorrection::Medium,
        align: Placement::Centre,
    });
    elements.extend([gap(), gap(), Element::Cut]);
    Page { width_dots: Dots(width), elements }
}

/// Touches all four edges: a crooked roll or a wrong width shows.
fn frame(width: u32, dpi: u32) -> Bitmap {
    let height = dpi / 2;
    let mut picture = Bitmap::new(Dots(width), Dots(height));
    picture.fill(0, 0, width, 2, true);
    picture.fill(0, height - 2, width, 2, true);
    picture.fill(0, 0, 2, height, true);
    picture.fill(width - 2, 0, 2, height, true);
    for step in 0..height {
        let x = step * width / height;
        picture.fill(x, step, 2, 1, true);
        picture.fill(width - 1 - x, step, 2, 1, true);
    }
    picture
}

/// A mark each millimetre, longer each five, longest each ten.
fn ruler(width: u32, dpi: u32) -> Bitmap {
    let long = dpi / 8;
    let mut picture = Bitmap::new(Dots(width), Dots(long));
    for millimetre in 0.. {
        let x = (f64::from(millimetre) * f64::from(dpi) / 25.4).round() as u32;
        if x >= width {
            break;
        }
        let height = match millimetre % 10 {
            0 => long,
            5 => long * 3 / 4,
            _ => long / 2,
        };
        picture.fill(x, 0, 1, height, true);
    }
    picture
}

/// Horizontal lines of 1 to 6 dots.
fn lines(width: u32) -> Bitmap {
    let mut picture = Bitmap::new(Dots(width), Dots(6 * 14));
    for thick in 1..=6 {
        picture.fill(8, (thick - 1) * 14, width - 16, thick, true);
    }
    picture
}

/// Eighths of black in fields side by side: a worn or weak head shows as stripes.
fn greys(width: u32) -> Bitmap {
    const THRESHOLDS: [[u32; 4]; 4] = [[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]];
    let height = 64;
    let mut picture = Bitmap::new(Dots(width), Dots(height));
    for y in 0..height {
        for x in 0..width {
            let level = (x * 8 / width + 1) * 2;
            picture.set(x, y, THRESHOLDS[(y % 4) as usize][(x % 4) as usize] < level);
        }
    }
    picture
}
