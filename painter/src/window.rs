//! The window: what changed is painted into its buffer, and only that is shown anew.

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use iced_graphics::compositor::{self, Display, Information, SurfaceError, Window};
use iced_graphics::core::Color;
use iced_graphics::core::renderer::Headless as _;
use iced_graphics::error::Reason;
use iced_graphics::{Error, Settings, Shell, Viewport};
use iced_tiny_skia::Layer;
use softbuffer::{Context, Rect, SoftBufferError};

use crate::canvas::{Area, Canvas};
use crate::{Renderer, change};

/// So long after a window has got its size it is shown whole each time. Only then is it surely on the screen: what was
/// shown before is lost on X11.
const APPEARING: Duration = Duration::from_secs(2);

/// Makes renderers and windows' surfaces.
#[expect(missing_debug_implementations, reason = "a display tells nothing about itself")]
pub struct Compositor {
    context: Context<Box<dyn Display>>,
    settings: Settings,
}

/// One window's buffer and what it shows.
#[expect(missing_debug_implementations, reason = "a window tells nothing about itself")]
pub struct Surface {
    window: softbuffer::Surface<Box<dyn Display>, Box<dyn Window>>,
    /// What was shown, the latest first: as many as the display has buffers.
    shown: VecDeque<Vec<Layer>>,
    buffers: usize,
    background: Color,
    since: Instant,
}

impl Surface {
    fn resize(&mut self, width: u32, height: u32) -> Result<(), SoftBufferError> {
        self.shown.clear();
        self.since = Instant::now();
        match (NonZeroU32::new(width), NonZeroU32::new(height)) {
            (Some(width), Some(height)) => self.window.resize(width, height),
            // A window without a size shows nothing, and iced does not ask for its picture.
            _ => Ok(()),
        }
    }
}

/// iced gives no way to tell that there is no buffer, and a kiosk without a picture must not seem to run: the service
/// starts it anew.
fn needed<T>(made: Result<T, SoftBufferError>) -> T {
    #[expect(clippy::panic, reason = "see above")]
    made.unwrap_or_else(|error| panic!("the window has no buffer: {error}"))
}

impl compositor::Compositor for Compositor {
    type Renderer = Renderer;
    type Surface = Surface;

    async fn with_backend(
        settings: Settings,
        display: impl Display + Clone,
        _compatible_window: impl Window + Clone,
        _shell: Shell,
        _backend: Option<&str>,
    ) -> Result<Self, Error> {
        let refused = |error: SoftBufferError| Error::GraphicsAdapterNotFound {
            backend: "softbuffer",
            reason: Reason::RequestFailed(error.to_string()),
        };
        Ok(Self { context: Context::new(Box::new(display) as _).map_err(refused)?, settings })
    }

    fn create_renderer(&self) -> Renderer {
        Renderer::new(self.settings.default_font, self.settings.default_text_size)
    }

    fn create_surface<W: Window + Clone>(&mut self, window: W, width: u32, height: u32) -> Surface {
        let window = needed(softbuffer::Surface::new(&self.context, Box::new(window) as _));
        let (shown, since) = (VecDeque::new(), Instant::now());
        let mut surface = Surface { window, shown, buffers: 0, background: Color::BLACK, since };
        needed(surface.resize(width, height));
        surface
    }

    fn configure_surface(&mut self, surface: &mut Surface, width: u32, height: u32) {
        needed(surface.resize(width, height));
    }

    fn information(&self) -> Information {
        Information { adapter: "CPU".to_owned(), backend: "kiosk-painter".to_owned() }
    }

    fn present(
        &mut self,
        renderer: &mut Renderer,
        surface: &mut Surface,
        viewport: &Viewport,
        background: Color,
        on_pre_present: impl FnOnce(),
    ) -> Result<(), SurfaceError> {
        let scale = viewport.scale_factor();
        let mut buffer = surface.window.buffer_mut().map_err(|_| SurfaceError::Lost)?;
        let width = buffer.width();
        let age = usize::from(buffer.age());
        surface.buffers = surface.buffers.max(age);
        let mut canvas = Canvas::new(&mut buffer, width.get());
        let all = canvas.area();
        let same = surface.background == background;
        let changed = |shown: Option<&Vec<Layer>>, layers: &[Layer]| match shown {
            Some(shown) if same => change::between(shown, layers, all, scale),
            _ => vec![all],
        };
        let layers = renderer.layers();
        // the buffer may be older than what is on the screen, where the display keeps several
        let stale = changed(age.checked_sub(1).and_then(|age| surface.shown.get(age)), layers);
        let fresh = if age == 1 { stale.clone() } else { changed(surface.shown.front(), layers) };
        if fresh.is_empty() && stale.is_empty() {
            if let Some(shown) = surface.shown.front().cloned() {
                surface.shown.push_front(shown);
            }
        } else {
            surface.shown.push_front(layers.to_vec());
            surface.background = background;
            renderer.paint(&mut canvas, &stale, scale, background);
        }
        surface.shown.truncate(surface.buffers.max(1));
        on_pre_present();
        // Nothing changed: then the display asks for the window because it has lost what it showed.
        let whole = fresh.is_empty() || surface.since.elapsed() < APPEARING;
        let shown = if whole { buffer.present() } else { buffer.present_with_damage(&rectangles(&fresh)) };
        shown.map_err(|_| SurfaceError::Lost)
    }

    fn screenshot(&mut self, renderer: &mut Renderer, viewport: &Viewport, background: Color) -> Vec<u8> {
        renderer.screenshot(viewport.physical_size(), viewport.scale_factor(), background)
    }
}

/// Areas of a buffer as the display wants them; empty ones are left out.
fn rectangles(areas: &[Area]) -> Vec<Rect> {
    let side = |from: i32, to: i32| NonZeroU32::new(u32::try_from(to - from).ok()?);
    let rectangle = |area: &Area| {
        Some(Rect {
            x: u32::try_from(area.left).ok()?,
            y: u32::try_from(area.top).ok()?,
            width: side(area.left, area.right)?,
            height: side(area.top, area.bottom)?,
        })
    };
    areas.iter().filter_map(rectangle).collect()
}
