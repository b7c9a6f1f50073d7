//! iced's pictures on a screen without a graphics card.
//!
//! iced's own software renderer, `iced_tiny_skia`, paints what changed, but then hands the whole window to the display
//! (8 MB at 1080 by 1920), puts each glyph and each icon through a pipeline of floating-point stages, and forgets icons
//! and texts that one picture did not touch. This one records the same layers, finds the changes in the same way, and
//!
//! - shows the display only what changed ([`Compositor`]);
//! - knows only what kiosks show: rectangles with round corners, rings, glyphs and images, each opaque or through a
//!   coverage, put there with whole numbers;
//! - clips by cutting rectangles, without a mask of the window.
//!
//! Shadows and gradients are not painted: a gradient has the colour of its first stop.

mod canvas;
mod change;
mod glyph;
mod image;
mod shape;
mod window;

pub use window::{Compositor, Surface};

use iced_graphics::compositor;
use iced_graphics::core::image::{self as raster, Image};
use iced_graphics::core::renderer::{Headless, Quad};
use iced_graphics::core::{self, Background, Color, Font, Gradient, Pixels, Point, Rectangle, Size, Transformation};
use iced_graphics::layer::Stack;
use iced_graphics::text::{Editor, Paragraph, Raw};
use iced_tiny_skia::Layer;

use canvas::{Area, Canvas, Ink};
use shape::Shape;

/// Records what widgets draw and paints it.
#[derive(Debug)]
pub struct Renderer {
    font: Font,
    text_size: Pixels,
    layers: Stack<Layer>,
    texts: glyph::Texts,
}

impl Renderer {
    fn new(font: Font, text_size: Pixels) -> Self {
        Self { font, text_size, layers: Stack::new(), texts: glyph::Texts::new() }
    }

    fn layers(&mut self) -> &[Layer] {
        self.layers.flush();
        self.layers.as_slice()
    }

    /// Paints these areas anew.
    fn paint(&mut self, canvas: &mut Canvas<'_>, areas: &[Area], scale: f32, background: Color) {
        self.layers.flush();
        let background = Ink::from(background);
        for area in areas {
            let Some(area) = area.and(canvas.area()) else { continue };
            canvas.clear(area, background.color);
            for layer in self.layers.iter() {
                let Some(clip) = area.and(Area::inside(layer.bounds * scale)) else { continue };
                for (quad, fill) in &layer.quads {
                    draw_quad(canvas, clip, quad, fill, scale);
                }
                for image in &layer.images {
                    image::draw(canvas, clip, image, scale);
                }
                for group in &layer.text {
                    for text in group.as_slice() {
                        self.texts.draw(canvas, clip, text, scale);
                    }
                }
            }
        }
        self.texts.end_of_picture();
    }
}

fn draw_quad(canvas: &mut Canvas<'_>, clip: Area, quad: &Quad, fill: &Background, scale: f32) {
    let bounds = quad.bounds * scale;
    if Area::around(bounds).and(clip).is_none() {
        return;
    }
    let shape = Shape::new(bounds, <[f32; 4]>::from(quad.border.radius).map(|radius| radius * scale));
    let color = match fill {
        Background::Color(color) => Some(*color),
        Background::Gradient(Gradient::Linear(linear)) => linear.stops.iter().flatten().next().map(|stop| stop.color),
    };
    if let Some(color) = color {
        shape::fill(canvas, clip, &shape, color.into());
    }
    let width = (quad.border.width * scale).min(bounds.width / 2.0).min(bounds.height / 2.0);
    if width > 0.0 {
        shape::ring(canvas, clip, &shape, width, quad.border.color.into());
    }
}

impl core::Renderer for Renderer {
    fn start_layer(&mut self, bounds: Rectangle) {
        self.layers.push_clip(bounds);
    }

    fn end_layer(&mut self) {
        self.layers.pop_clip();
    }

    fn start_transformation(&mut self, transformation: Transformation) {
        self.layers.push_transformation(transformation);
    }

    fn end_transformation(&mut self) {
        self.layers.pop_transformation();
    }

    fn fill_quad(&mut self, quad: Quad, background: impl Into<Background>) {
        let (layer, transformation) = self.layers.current_mut();
        layer.draw_quad(quad, background.into(), transformation);
    }

    fn reset(&mut self, new_bounds: Rectangle) {
        self.layers.reset(new_bounds);
    }

    fn allocate_image(
        &mut self,
        _handle: &raster::Handle,
        callback: impl FnOnce(Result<raster::Allocation, raster::Error>) + Send + 'static,
    ) {
        // An allocation keeps an image in a renderer's memory; this one keeps none.
        callback(Err(raster::Error::Unsupported));
    }
}

impl core::text::Renderer for Renderer {
    type Font = Font;
    type Paragraph = Paragraph;
    type Editor = Editor;

    const ICON_FONT: Font = <iced_tiny_skia::Renderer as core::text::Renderer>::ICON_FONT;
    const CHECKMARK_ICON: char = <iced_tiny_skia::Renderer as core::text::Renderer>::CHECKMARK_ICON;
    const ARROW_DOWN_ICON: char = <iced_tiny_skia::Renderer as core::text::Renderer>::ARROW_DOWN_ICON;
    const ICED_LOGO: char = <iced_tiny_skia::Renderer as core::text::Renderer>::ICED_LOGO;
    const SCROLL_UP_ICON: char = <iced_tiny_skia::Renderer as core::text::Renderer>::SCROLL_UP_ICON;
    const SCROLL_DOWN_ICON: char = <iced_tiny_skia::Renderer as core::text::Renderer>::SCROLL_DOWN_ICON;
    const SCROLL_LEFT_ICON: char = <iced_tiny_skia::Renderer as core::text::Renderer>::SCROLL_LEFT_ICON;
    const SCROLL_RIGHT_ICON: char = <iced_tiny_skia::Renderer as core::text::Renderer>::SCROLL_RIGHT_ICON;

    fn default_font(&self) -> Font {
        self.font
    }

    fn default_size(&self) -> Pixels {
        self.text_size
    }

    fn fill_paragraph(&mut self, text: &Paragraph, position: Point, color: Color, clip_bounds: Rectangle) {
        let (layer, transformation) = self.layers.current_mut();
        layer.draw_paragraph(text, position, color, clip_bounds, transformation);
    }

    fn fill_editor(&mut self, editor: &Editor, position: Point, color: Color, clip_bounds: Rectangle) {
        let (layer, transformation) = self.layers.current_mut();
        layer.draw_editor(editor, position, color, clip_bounds, transformation);
    }

    fn fill_text(&mut self, text: core::Text, position: Point, color: Color, clip_bounds: Rectangle) {
        let (layer, transformation) = self.layers.current_mut();
        layer.draw_text(text, position, color, clip_bounds, transformation);
    }
}

impl iced_graphics::text::Renderer for Renderer {
    fn fill_raw(&mut self, raw: Raw) {
        let (layer, transformation) = self.layers.current_mut();
        layer.draw_text_raw(raw, transformation);
    }
}

impl raster::Renderer for Renderer {
    type Handle = raster::Handle;

    fn load_image(&self, _handle: &raster::Handle) -> Result<raster::Allocation, raster::Error> {
        Err(raster::Error::Unsupported)
    }

    fn measure_image(&self, handle: &raster::Handle) -> Option<Size<u32>> {
        match handle {
            raster::Handle::Rgba { width, height, .. } => Some(Size::new(*width, *height)),
            // No decoder is built in.
            raster::Handle::Path(..) | raster::Handle::Bytes(..) => None,
        }
    }

    fn draw_image(&mut self, image: Image, bounds: Rectangle, clip_bounds: Rectangle) {
        let (layer, transformation) = self.layers.current_mut();
        layer.draw_raster(image, bounds, clip_bounds, transformation);
    }
}

impl compositor::Default for Renderer {
    type Compositor = Compositor;
}

impl Headless for Renderer {
    async fn new(default_font: Font, default_text_size: Pixels, _backend: Option<&str>) -> Option<Self> {
        Some(Self::new(default_font, default_text_size))
    }

    fn name(&self) -> String {
        "kiosk-painter".to_owned()
    }

    fn screenshot(&mut self, size: Size<u32>, scale_factor: f32, background_color: Color) -> Vec<u8> {
        let mut pixels = vec![0; size.width as usize * size.height as usize];
        let mut canvas = Canvas::new(&mut pixels, size.width);
        let all = [canvas.area()];
        self.paint(&mut canvas, &all, scale_factor, background_color);
        pixels.iter().flat_map(|pixel| pixel.rotate_left(8).to_be_bytes()).collect()
    }
}
