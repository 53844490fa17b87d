//! 字符表 — a value for a character in two looks, however many characters there are.

/// Values by code point in pages of 256; zero means there is none.
pub(super) struct Pages<T> {
    pages: Vec<Option<Box<[T; 256]>>>,
}

impl<T: Copy + Default + PartialEq> Pages<T> {
    pub(super) fn new() -> Self {
        Self { pages: Vec::new() }
    }

    /// Sets a value; what is no code point is left out.
    pub(super) fn set(&mut self, point: u32, value: T) {
        if point > u32::from(char::MAX) {
            return;
        }
        let page = (point >> 8) as usize;
        if self.pages.len() <= page {
            self.pages.resize_with(page + 1, || None);
        }
        if let Some(slot) = self.pages.get_mut(page) {
            let cells = slot.get_or_insert_with(|| Box::new([T::default(); 256]));
            if let Some(cell) = cells.get_mut((point & 0xFF) as usize) {
                *cell = value;
            }
        }
    }

    pub(super) fn get(&self, point: u32) -> Option<T> {
        let page = self.pages.get((point >> 8) as usize)?.as_ref()?;
        let value = *page.get((point & 0xFF) as usize)?;
        (value != T::default()).then_some(value)
    }

    /// All code points that have a value, rising.
    pub(super) fn code_points(&self) -> impl Iterator<Item = u32> + '_ {
        (0_u32..).zip(&self.pages).flat_map(|(page, cells)| {
            let cells = cells.as_ref().map_or(&[][..], |cells| &cells[..]);
            (0_u32..)
                .zip(cells)
                .filter(|&(_, &value)| value != T::default())
                .map(move |(low, _)| (page << 8) | low)
        })
    }
}
