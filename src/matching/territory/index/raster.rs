//! Which areas hold a point: a raster that knows most cells whole, and the edges of those that a border runs through.
//!
//! Each cell knows which areas hold its south-western corner. A point in a cell that no border meets is held by the same;
//! one in another cell by those, but for the borders crossed on the way from the corner to it: north along the cell's
//! western side, then east. All of it by the rule of [`Edge`] for points on a border, so the answer is exact.

use smallvec::SmallVec;

use super::Lists;
use crate::matching::territory::geometry::{Edge, Point, Reach};

/// The numbers of areas, sorted.
pub(in crate::matching::territory) type Shapes = SmallVec<[u32; 6]>;

/// Cells from here on are those that a border meets.
const MIXED: u32 = 1 << 31;
/// The most cells, 16 MiB of them.
const MOST_CELLS: u64 = 1 << 22;

/// Areas, filed by cell.
#[derive(Clone, Debug)]
pub(in crate::matching::territory) struct Raster {
    west: i64,
    south: i64,
    /// A cell is so many bits wide and high.
    wide: u32,
    high: u32,
    columns: u64,
    rows: u64,
    /// By row, from the west: the list of the areas that hold all of it, or [`MIXED`] and the number of its `mixed`.
    cells: Vec<u32>,
    /// One more than there are, so that each ends where the next begins.
    mixed: Vec<Mixed>,
    edges: Vec<Placed>,
    sets: Lists,
}

#[derive(Clone, Copy, Debug)]
struct Mixed {
    /// The list of the areas that hold its south-western corner.
    corner: u32,
    start: u32,
}

/// An edge and the list of the areas it is a border of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Placed {
    edge: Edge,
    of: u32,
}

impl Raster {
    /// The edges of each area, by its number. An edge that an area has twice is none of its border. None past the limits of
    /// `u32`.
    ///
    /// # Complexity
    /// `n log n` in the number of edges and of the cells they meet.
    pub(in crate::matching::territory) fn new(mut borders: Vec<(Edge, u32)>) -> Option<Raster> {
        borders.sort_unstable();
        let mut sets = Lists::new();
        let mut edges: Vec<Placed> = Vec::with_capacity(borders.len());
        for same in borders.chunk_by(|a, b| a.0 == b.0) {
            let odd = same.chunk_by(|a, b| a.1 == b.1).filter(|own| own.len() & 1 == 1);
            let of: Vec<u32> = odd.filter_map(|own| own.first().map(|(_, shape)| *shape)).collect();
            if let Some((edge, _)) = same.first().filter(|_| !of.is_empty()) {
                edges.push(Placed { edge: *edge, of: sets.add(&of)? });
            }
        }
        let corners = || edges.iter().flat_map(|own| [own.edge.a, own.edge.b]);
        let west = corners().map(Point::x).min().unwrap_or(0);
        let south = corners().map(Point::y).min().unwrap_or(0);
        let width = corners().map(Point::x).max().unwrap_or(0).wrapping_sub(west).cast_unsigned();
        let height = corners().map(Point::y).max().unwrap_or(0).wrapping_sub(south).cast_unsigned();
        let wanted = u64::try_from(edges.len()).ok()?.saturating_mul(4).clamp(64, MOST_CELLS);
        let (mut wide, mut high) = (0_u32, 0_u32);
        let count = |length: u64, bits: u32| (length >> bits).saturating_add(1);
        while count(width, wide).saturating_mul(count(height, high)) > wanted {
            if wide <= high { wide = wide.saturating_add(1) } else { high = high.saturating_add(1) }
        }
        let (columns, rows) = (count(width, wide), count(height, high));
        let (cells, mixed) = (Vec::new(), Vec::new());
        let mut own =
            Raster { west, south, wide, high, columns, rows, cells, mixed, edges: Vec::new(), sets };
        own.fill(&edges)?;
        own.sets.close();
        Some(own)
    }

    fn fill(&mut self, edges: &[Placed]) -> Option<()> {
        // What changes at the corners of a row, from which column on.
        let mut changes: Vec<(u64, u64, u32)> = Vec::new();
        let mut placed: Vec<(u64, Placed)> = Vec::new();
        for own in edges {
            self.changes_of(own, &mut changes);
            self.cells_of(&own.edge, |cell| placed.push((cell, *own)));
        }
        changes.sort_unstable();
        placed.sort_unstable_by_key(|(cell, own)| (*cell, *own));
        let (mut changes, mut placed) = (changes.as_slice(), placed.as_slice());
        let mut holds = Shapes::new();
        for row in 0..self.rows {
            holds.clear();
            let mut set = 0;
            for column in 0..self.columns {
                let (now, later) =
                    changes.split_at(changes.partition_point(|change| (change.0, change.1) <= (row, column)));
                if !now.is_empty() {
                    now.iter().for_each(|(_, _, of)| toggle(&mut holds, self.sets.get(*of)));
                    set = self.sets.add(&holds)?;
                    changes = later;
                }
                let cell = row.saturating_mul(self.columns).saturating_add(column);
                let (own, later) = placed.split_at(placed.iter().take_while(|(at, _)| *at == cell).count());
                placed = later;
                if own.is_empty() {
                    self.cells.push(set);
                } else {
                    let start = u32::try_from(self.edges.len()).ok()?;
                    self.cells.push(MIXED | u32::try_from(self.mixed.len()).ok()?);
                    self.mixed.push(Mixed { corner: set, start });
                    self.edges.extend(own.iter().map(|(_, own)| *own));
                }
            }
            // What changes past the last corner plays no part in the next row.
            changes = changes.get(changes.partition_point(|change| change.0 <= row)..).unwrap_or_default();
        }
        self.mixed.push(Mixed { corner: 0, start: u32::try_from(self.edges.len()).ok()? });
        self.edges.shrink_to_fit();
        self.mixed.shrink_to_fit();
        Some(())
    }

    /// The rows whose southern side the edge crosses, and from which corner on it is crossed on the way from the west.
    fn changes_of(&self, own: &Placed, changes: &mut Vec<(u64, u64, u32)>) {
        let edge = &own.edge;
        let (least, most) = (edge.a.y().min(edge.b.y()), edge.a.y().max(edge.b.y()));
        for row in self.row(least)..=self.row(most) {
            let lat = self.south_of(row);
            if !edge.crosses_parallel(lat) {
                continue;
            }
            let (mut before, mut after) = (0_u64, self.columns);
            while before < after {
                let middle = before.midpoint(after);
                if edge.is_east(self.west_of(middle), lat) {
                    before = middle.saturating_add(1);
                } else {
                    after = middle;
                }
            }
            changes.push((row, before, own.of));
        }
    }

    /// The cells that an edge meets, and perhaps some beside it.
    fn cells_of(&self, edge: &Edge, mut visit: impl FnMut(u64)) {
        let (low, high) = if edge.a.y() <= edge.b.y() { (edge.a, edge.b) } else { (edge.b, edge.a) };
        let at = |lat: i64| {
            let part = i128::from(lat.wrapping_sub(low.y()));
            let wide = i128::from(high.x().wrapping_sub(low.x()));
            let whole = i128::from(high.y().wrapping_sub(low.y()));
            let along = part.saturating_mul(wide).checked_div_euclid(whole).unwrap_or_default();
            low.x().saturating_add(i64::try_from(along).unwrap_or_default())
        };
        for row in self.row(low.y())..=self.row(high.y()) {
            let (from, to) = if low.y() == high.y() {
                (low.x(), high.x())
            } else {
                (at(self.south_of(row).max(low.y())), at(self.south_of(row.saturating_add(1)).min(high.y())))
            };
            // Rounded down both; the exact places lie less than one further to the east.
            let (from, to) = (from.min(to), from.max(to).saturating_add(1));
            let last = self.column(to).min(self.columns.saturating_sub(1));
            for column in self.column(from)..=last {
                visit(row.saturating_mul(self.columns).saturating_add(column));
            }
        }
    }

    fn row(&self, lat: i64) -> u64 {
        lat.wrapping_sub(self.south).max(0).cast_unsigned() >> self.high
    }

    fn column(&self, lon: i64) -> u64 {
        lon.wrapping_sub(self.west).max(0).cast_unsigned() >> self.wide
    }

    fn south_of(&self, row: u64) -> i64 {
        self.south.wrapping_add((row << self.high).cast_signed())
    }

    fn west_of(&self, column: u64) -> i64 {
        self.west.wrapping_add((column << self.wide).cast_signed())
    }

    /// The areas that hold a point.
    ///
    /// # Complexity
    /// One look at its cell; where a border runs through it, one at each of the edges there.
    #[inline]
    pub(in crate::matching::territory) fn holding(&self, point: Point, found: &mut Shapes) {
        let (x, y) = (point.x(), point.y());
        let (east, north) =
            (x.wrapping_sub(self.west).cast_unsigned(), y.wrapping_sub(self.south).cast_unsigned());
        let (column, row) = (east >> self.wide, north >> self.high);
        if column >= self.columns || row >= self.rows {
            return;
        }
        let cell = row.wrapping_mul(self.columns).wrapping_add(column);
        let own = usize::try_from(cell).ok().and_then(|cell| self.cells.get(cell)).copied().unwrap_or(0);
        if own & MIXED == 0 {
            found.extend_from_slice(self.sets.get(own));
            return;
        }
        let (corner, edges) = self.mixed(own);
        found.extend_from_slice(self.sets.get(corner));
        let (west, south) = (self.west_of(column), self.south_of(row));
        for Placed { edge, of } in edges {
            let east = edge.crosses_parallel(y) && edge.is_east(x, y) != edge.is_east(west, y);
            let north = edge.crosses_meridian(west) && edge.is_north(west, y) != edge.is_north(west, south);
            if east != north {
                toggle(found, self.sets.get(*of));
            }
        }
    }

    /// A mixed cell's corner and edges.
    fn mixed(&self, cell: u32) -> (u32, &[Placed]) {
        let at = (cell & !MIXED) as usize;
        let (Some(own), Some(next)) = (self.mixed.get(at), self.mixed.get(at.saturating_add(1))) else {
            return (0, &[]);
        };
        (own.corner, self.edges.get(own.start as usize..next.start as usize).unwrap_or_default())
    }

    /// The areas whose border comes so near, sorted.
    ///
    /// # Complexity
    /// One look at each cell of a box around it, and at each edge there.
    pub(in crate::matching::territory) fn near(&self, reach: &Reach, found: &mut Shapes) {
        self.around(reach, |Placed { edge, of }| {
            let new = self.sets.get(*of).iter().any(|shape| found.binary_search(shape).is_err());
            if new && reach.touches(edge) {
                for shape in self.sets.get(*of) {
                    if let Err(at) = found.binary_search(shape) {
                        found.insert(at, *shape);
                    }
                }
            }
        });
    }

    /// Of each edge that comes so near the areas it is a border of: who steps over it leaves those of them they were in, and
    /// enters the others. An edge may come more than once.
    ///
    /// # Complexity
    /// That of [`Raster::near`].
    pub(in crate::matching::territory) fn borders_near(&self, reach: &Reach, mut visit: impl FnMut(&[u32])) {
        self.around(reach, |Placed { edge, of }| {
            if reach.touches(edge) {
                visit(self.sets.get(*of));
            }
        });
    }

    /// Every edge of the cells that a box around a reach meets.
    #[inline]
    fn around(&self, reach: &Reach, mut visit: impl FnMut(&Placed)) {
        let [west, south, east, north] = reach.bounds();
        if east < self.west || north < self.south {
            return;
        }
        let last_row = self.row(north).min(self.rows.saturating_sub(1));
        let last_column = self.column(east).min(self.columns.saturating_sub(1));
        for row in self.row(south)..=last_row {
            for column in self.column(west)..=last_column {
                let cell = row.saturating_mul(self.columns).saturating_add(column);
                let own =
                    usize::try_from(cell).ok().and_then(|cell| self.cells.get(cell)).copied().unwrap_or(0);
                if own & MIXED != 0 {
                    self.mixed(own).1.iter().for_each(&mut visit);
                }
            }
        }
    }

    /// Every two areas that have a corner of a cell or the middle of an edge in common, or whose borders run through one
    /// another: those that overlap, but for slivers.
    pub(in crate::matching::territory) fn together(&self, mut visit: impl FnMut(u32, u32)) {
        let mut corners: Vec<u32> = self.cells.iter().filter(|cell| **cell & MIXED == 0).copied().collect();
        corners.extend(self.mixed.iter().map(|own| own.corner));
        corners.sort_unstable();
        corners.dedup();
        let mut pairs = |set: &[u32]| {
            for (at, one) in set.iter().enumerate() {
                set.iter().skip(at.saturating_add(1)).for_each(|other| visit(*one, *other));
            }
        };
        corners.iter().for_each(|set| pairs(self.sets.get(*set)));
        for cell in self.cells.iter().filter(|cell| **cell & MIXED != 0) {
            let (_, edges) = self.mixed(*cell);
            for (at, Placed { edge, of }) in edges.iter().enumerate() {
                let mut holding = Shapes::new();
                if let Some(middle) = edge.middle() {
                    self.holding(middle, &mut holding);
                    pairs(&holding);
                }
                for Placed { edge: other, of: others } in edges.iter().skip(at.saturating_add(1)) {
                    if of != others && edge.runs_through(other) {
                        let mut both = Shapes::from_slice(self.sets.get(*of));
                        both.extend_from_slice(self.sets.get(*others));
                        both.sort_unstable();
                        both.dedup();
                        pairs(&both);
                    }
                }
            }
        }
    }

    pub(in crate::matching::territory) fn bytes(&self) -> usize {
        let mixed = self.mixed.len().saturating_mul(8).saturating_add(self.edges.len().saturating_mul(20));
        self.cells.len().saturating_mul(4).saturating_add(mixed).saturating_add(self.sets.bytes())
    }
}

/// Takes out of a sorted list what is in it, and puts in what is not.
fn toggle(list: &mut Shapes, shapes: &[u32]) {
    for shape in shapes {
        match list.binary_search(shape) {
            Ok(at) => {
                list.remove(at);
            }
            Err(at) => list.insert(at, *shape),
        }
    }
}
