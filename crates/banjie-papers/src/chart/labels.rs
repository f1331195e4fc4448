//! Where numbers are already written in a drawing: the next one must not touch them.

/// Half the height of a number, in pixels.
const HALF: i32 = 8;

/// Places taken, as centre and half width.
#[derive(Debug, Default)]
pub(super) struct Labels(Vec<(i32, i32, i32)>);

impl Labels {
    /// Takes a place around a point, of this width; false when another number is there.
    pub fn take(&mut self, x: i32, y: i32, width: i32) -> bool {
        let half = width / 2 + 2;
        let free = self.0.iter().all(|(ox, oy, other)| (x - ox).abs() >= half + other || (y - oy).abs() >= 2 * HALF);
        if free {
            self.0.push((x, y, half));
        }
        free
    }
}
