//! The same picture as iced's own software renderer paints, but for smoothing.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use iced_graphics::core::image::{Handle, Image, Renderer as Images};
use iced_graphics::core::renderer::{Headless, Quad};
use iced_graphics::core::text::{self, Paragraph as _, Renderer as Texts};
use iced_graphics::core::{Border, Color, Font, Pixels, Point, Rectangle, Size, Transformation, alignment};
use iced_graphics::text::{Paragraph, font_system};

const SIZE: Size<u32> = Size::new(400, 300);
const PAPER: Color = Color::from_rgb(0.97, 0.95, 0.9);

fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("nothing is waited for"),
    }
}

fn face() -> Font {
    let bytes = include_bytes!("../../assets/fonts/Vazirmatn-Medium.ttf").as_slice();
    font_system().write().unwrap().load_font(bytes.into());
    Font { weight: iced_graphics::core::font::Weight::Medium, ..Font::with_name("Vazirmatn") }
}

fn paragraph(content: &str, size: f32) -> Paragraph {
    Paragraph::with_text(text::Text {
        content,
        bounds: Size::new(380.0, 200.0),
        size: Pixels(size),
        line_height: text::LineHeight::Relative(1.6),
        font: face(),
        align_x: text::Alignment::Default,
        align_y: alignment::Vertical::Top,
        shaping: text::Shaping::Advanced,
        wrapping: text::Wrapping::Word,
    })
}

/// What one renderer shows of a scene.
fn shown<R>(scene: impl FnOnce(&mut R), scale: f32) -> Vec<u8>
where
    R: Headless + iced_graphics::core::Renderer,
{
    let mut renderer = ready(<R as Headless>::new(face(), Pixels(16.0), None)).unwrap();
    renderer.reset(Rectangle::with_size(Size::new(400.0, 300.0)));
    scene(&mut renderer);
    renderer.screenshot(SIZE, scale, PAPER)
}

fn rectangle(x: f32, y: f32, width: f32, height: f32) -> Rectangle {
    Rectangle { x, y, width, height }
}

fn quads(renderer: &mut impl iced_graphics::core::Renderer) {
    let quad = |bounds, width, radius: [f32; 4]| Quad {
        bounds,
        border: Border {
            color: Color::from_rgba(0.1, 0.3, 0.5, 0.9),
            width,
            radius: iced_graphics::core::border::Radius {
                top_left: radius[0],
                top_right: radius[1],
                bottom_right: radius[2],
                bottom_left: radius[3],
            },
        },
        ..Quad::default()
    };
    let green = Color::from_rgb(0.0, 0.4, 0.3);
    renderer.fill_quad(quad(rectangle(10.0, 10.0, 100.0, 60.0), 0.0, [0.0; 4]), green);
    renderer.fill_quad(quad(rectangle(120.5, 10.25, 100.0, 60.5), 2.0, [14.0; 4]), PAPER);
    renderer.fill_quad(quad(rectangle(230.0, 10.0, 60.0, 60.0), 3.0, [30.0; 4]), green);
    renderer.fill_quad(quad(rectangle(300.0, 10.0, 80.0, 60.0), 4.0, [20.0, 6.0, 30.0, 10.0]), Color::TRANSPARENT);
    renderer.fill_quad(quad(rectangle(20.0, 40.0, 300.0, 50.0), 0.0, [8.0; 4]), Color::from_rgba(1.0, 0.0, 0.0, 0.3));
    // cut off at the right and below
    renderer.with_layer(rectangle(10.0, 100.0, 100.0, 50.0), |renderer| {
        renderer.fill_quad(quad(rectangle(20.0, 110.0, 200.0, 200.0), 5.0, [25.0; 4]), green);
    });
    renderer.with_transformation(Transformation::translate(150.0, 100.0), |renderer| {
        renderer.fill_quad(quad(rectangle(0.0, 0.0, 100.0, 60.0), 1.0, [12.0; 4]), green);
    });
}

fn words(renderer: &mut impl Texts<Font = Font, Paragraph = Paragraph>, texts: &[Paragraph]) {
    let all = rectangle(0.0, 0.0, 400.0, 300.0);
    renderer.fill_paragraph(&texts[0], Point::new(10.0, 10.0), Color::BLACK, all);
    renderer.fill_paragraph(&texts[1], Point::new(12.0, 80.0), Color::from_rgb(0.0, 0.35, 0.3), all);
    renderer.fill_paragraph(
        &texts[2],
        Point::new(10.0, 160.0),
        Color::from_rgba(0.4, 0.0, 0.0, 0.6),
        rectangle(0.0, 0.0, 90.0, 300.0),
    );
}

fn images(renderer: &mut impl Images<Handle = Handle>, handle: &Handle) {
    let all = rectangle(0.0, 0.0, 400.0, 300.0);
    renderer.draw_image(Image::new(handle.clone()), rectangle(10.0, 10.0, 64.0, 64.0), all);
    renderer.draw_image(Image::new(handle.clone()).opacity(0.5), rectangle(40.0, 40.0, 64.0, 64.0), all);
    renderer.draw_image(Image::new(handle.clone()), rectangle(150.0, 20.0, 128.0, 128.0), all);
    // cut off by a layer: iced_tiny_skia does not heed an image's own clip
    renderer.with_layer(rectangle(0.0, 0.0, 330.0, 300.0), |renderer| {
        renderer.draw_image(Image::new(handle.clone()), rectangle(300.0, 200.0, 64.0, 64.0), all);
    });
}

/// The mean difference of channels, and the share of pixels that look different.
fn apart(ours: &[u8], theirs: &[u8]) -> (f64, f64) {
    assert_eq!(ours.len(), theirs.len());
    let sum: u64 = ours.iter().zip(theirs).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    let pixels = ours.chunks_exact(4).zip(theirs.chunks_exact(4));
    let different = pixels.filter(|(a, b)| (0..3).any(|i| a[i].abs_diff(b[i]) > 40)).count();
    (sum as f64 / ours.len() as f64, different as f64 / (ours.len() / 4) as f64)
}

#[test]
fn rectangles_rings_and_clips() {
    let ours = shown::<kiosk_painter::Renderer>(quads, 1.0);
    let theirs = shown::<iced_tiny_skia::Renderer>(quads, 1.0);
    let blank = shown::<kiosk_painter::Renderer>(|_| (), 1.0);
    let (mean, different) = apart(&ours, &theirs);
    assert!(mean < 0.4 && different < 0.002, "{mean} {different}");
    assert!(apart(&ours, &blank).1 > 0.2, "something is painted");
}

#[test]
fn texts_in_three_sizes() {
    let texts = [("دەستپێک بکە", 40.0), ("Ticket B3-041, please wait", 21.0), ("کارتی نیشتیمانی", 26.0)];
    let texts = texts.map(|(content, size)| paragraph(content, size));
    // below 1 iced_tiny_skia leaves a part of the picture unpainted
    for scale in [1.0, 1.5] {
        let ours = shown::<kiosk_painter::Renderer>(|renderer| words(renderer, &texts), scale);
        let theirs = shown::<iced_tiny_skia::Renderer>(|renderer| words(renderer, &texts), scale);
        let blank = shown::<kiosk_painter::Renderer>(|_| (), scale);
        let (mean, different) = apart(&ours, &theirs);
        // at another scale a word may stand half a pixel beside
        let (most, spots) = if scale == 1.0 { (0.3, 0.001) } else { (1.5, 0.03) };
        assert!(mean < most && different < spots, "{scale}: {mean} {different}");
        assert!(apart(&ours, &blank).1 > 0.02, "something is painted");
    }
}

#[test]
fn images_in_two_sizes() {
    let pixels: Vec<u8> = (0..64 * 64_u32)
        .flat_map(|at| {
            let (x, y) = (at % 64, at / 64);
            let inside = (x.abs_diff(32).pow(2) + y.abs_diff(32).pow(2)) < 900;
            [(x * 4) as u8, (y * 4) as u8, 90, if inside { 255 } else { 0 }]
        })
        .collect();
    let handle = Handle::from_rgba(64, 64, pixels);
    let ours = shown::<kiosk_painter::Renderer>(|renderer| images(renderer, &handle), 1.0);
    let theirs = shown::<iced_tiny_skia::Renderer>(|renderer| images(renderer, &handle), 1.0);
    let blank = shown::<kiosk_painter::Renderer>(|_| (), 1.0);
    let (mean, different) = apart(&ours, &theirs);
    assert!(mean < 0.6 && different < 0.01, "{mean} {different}");
    assert!(apart(&ours, &blank).1 > 0.1, "something is painted");
}
