//! Images of given pixels: straight from the handle, with nothing kept.

use iced_graphics::Image;
use iced_graphics::core::{Rectangle, image::Handle};
use tiny_skia::{ColorU8, FilterQuality, Pixmap, PixmapPaint, PremultipliedColorU8, Transform};

use crate::canvas::{Area, Canvas, mix, share};

/// Draws an image where `clip` lets it through. What is asked for at its own size, or less than a pixel beside it, is
/// put there as it is, on whole pixels: so the lines of icons stay sharp. Images are not turned.
pub(crate) fn draw(canvas: &mut Canvas<'_>, clip: Area, image: &Image, scale: f32) {
    let Image::Raster { image, bounds, clip_bounds } = image else { return };
    let Handle::Rgba { width, height, pixels, .. } = &image.handle else { return };
    let bounds = *bounds * scale;
    let Some(clip) = clip.and(Area::inside(*clip_bounds * scale)) else { return };
    let opacity = (image.opacity.clamp(0.0, 1.0) * 255.0).round() as u32;
    let near = |wanted: f32, is: u32| (wanted - is as f32).abs() < 1.0;
    if near(bounds.width, *width) && near(bounds.height, *height) {
        let left = (bounds.x + (bounds.width - *width as f32) / 2.0).round() as i32;
        let top = (bounds.y + (bounds.height - *height as f32) / 2.0).round() as i32;
        put(canvas, clip, (left, top, *width), pixels, opacity);
    } else if let Some(other) = resized(pixels, (*width, *height), bounds) {
        let (left, top) = (bounds.x.round() as i32, bounds.y.round() as i32);
        let straight: Vec<u8> = other.pixels().iter().flat_map(|pixel| of(pixel.demultiply())).collect();
        put(canvas, clip, (left, top, other.width()), &straight, opacity);
    }
}

fn of(color: ColorU8) -> [u8; 4] {
    [color.red(), color.green(), color.blue(), color.alpha()]
}

/// Puts pixels (red, green, blue, alpha) there.
fn put(canvas: &mut Canvas<'_>, clip: Area, (left, top, width): (i32, i32, u32), pixels: &[u8], opacity: u32) {
    let Some(seen) = clip.and(canvas.area()) else { return };
    let length = width as usize * 4;
    if length == 0 {
        return;
    }
    let from = seen.left.max(left);
    let skipped = usize::try_from(from - left).unwrap_or(0);
    for (y, line) in (top..).zip(pixels.chunks_exact(length)) {
        if y < seen.top || y >= seen.bottom || skipped >= width as usize {
            continue;
        }
        let row = canvas.row(y, from, seen.right);
        for (pixel, image) in row.iter_mut().zip(line[4 * skipped..].chunks_exact(4)) {
            match share(image[3].into(), opacity) {
                0 => {}
                alpha => *pixel = mix(*pixel, u32::from_be_bytes([0xFF, image[0], image[1], image[2]]), alpha),
            }
        }
    }
}

/// The image in another size.
fn resized(pixels: &[u8], (width, height): (u32, u32), to: Rectangle) -> Option<Pixmap> {
    let mut source = Pixmap::new(width, height)?;
    for (to, from) in source.pixels_mut().iter_mut().zip(pixels.chunks_exact(4)) {
        let color: PremultipliedColorU8 = ColorU8::from_rgba(from[0], from[1], from[2], from[3]).premultiply();
        *to = color;
    }
    let mut target = Pixmap::new(to.width.round().max(1.0) as u32, to.height.round().max(1.0) as u32)?;
    let transform = Transform::from_scale(target.width() as f32 / width as f32, target.height() as f32 / height as f32);
    let paint = PixmapPaint { quality: FilterQuality::Bilinear, ..PixmapPaint::default() };
    target.draw_pixmap(0, 0, source.as_ref(), &paint, transform, None);
    Some(target)
}

#[cfg(test)]
mod tests {
    use super::*;
    use iced_graphics::core::{Point, Size, image};

    /// Two by two: red, clear; half green, blue.
    fn small() -> Handle {
        Handle::from_rgba(2, 2, vec![255, 0, 0, 255, 9, 9, 9, 0, 0, 255, 0, 128, 0, 0, 255, 255])
    }

    fn painted(bounds: Rectangle, clip_bounds: Rectangle, opacity: f32) -> Vec<u32> {
        let mut pixels = vec![0xFFFF_FFFF; 64];
        let mut canvas = Canvas::new(&mut pixels, 8);
        let all = canvas.area();
        let image = image::Image { opacity, ..image::Image::new(small()) };
        draw(&mut canvas, all, &Image::Raster { image, bounds, clip_bounds }, 1.0);
        pixels
    }

    #[test]
    fn its_own_size_is_put_there_as_it_is() {
        let bounds = Rectangle::new(Point::new(2.6, 1.2), Size::new(2.7, 2.7));
        let pixels = painted(bounds, Rectangle::INFINITE, 1.0);
        assert_eq!(pixels[2 * 8 + 3], 0xFFFF_0000);
        assert_eq!(pixels[2 * 8 + 4], 0xFFFF_FFFF);
        assert_eq!(pixels[3 * 8 + 4], 0xFF00_00FF);
        let half = pixels[3 * 8 + 3];
        assert!((half & 0xFF).abs_diff(127) < 3 && half >> 8 & 0xFF > 252, "{half:x}");
        assert_eq!(pixels.iter().filter(|pixel| **pixel != 0xFFFF_FFFF).count(), 3);
    }

    #[test]
    fn clips_edges_and_opacity_hold() {
        let bounds = Rectangle::new(Point::new(-1.0, -1.0), Size::new(2.0, 2.0));
        let pixels = painted(bounds, Rectangle::INFINITE, 1.0);
        assert_eq!(pixels[0], 0xFF00_00FF);
        assert_eq!(pixels.iter().filter(|pixel| **pixel != 0xFFFF_FFFF).count(), 1);
        let bounds = Rectangle::new(Point::new(1.0, 1.0), Size::new(2.0, 2.0));
        let clip = Rectangle::new(Point::new(2.0, 1.0), Size::new(9.0, 9.0));
        let pixels = painted(bounds, clip, 0.5);
        assert!((pixels[2 * 8 + 2] & 0xFF_FF00) >> 16 > 100 && pixels[2 * 8 + 2] & 0xFF == 0xFF);
        assert_eq!(pixels.iter().filter(|pixel| **pixel != 0xFFFF_FFFF).count(), 1);
    }

    #[test]
    fn another_size_is_drawn_smoothly() {
        let bounds = Rectangle::new(Point::new(0.0, 0.0), Size::new(8.0, 8.0));
        let pixels = painted(bounds, Rectangle::INFINITE, 1.0);
        assert_eq!(pixels[0], 0xFFFF_0000);
        assert_eq!(pixels[63], 0xFF00_00FF);
        assert!(pixels.iter().filter(|pixel| **pixel != 0xFFFF_FFFF).count() > 50);
    }
}
