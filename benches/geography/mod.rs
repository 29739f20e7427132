//! Areas like counties and ZIP+4 codes by the million, the same in every run.

use fairdeal::territory::{AreaDoc, CoversDoc, Point, Position, Territories, TerritoriesDoc, TerritoryDoc};

/// Numbers that are the same in every run.
pub struct Numbers(pub u64);

impl Numbers {
    pub fn below(&mut self, most: u64) -> i32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most) as i32
    }
}

/// Territories `t0`, `t1` and so on.
pub fn doc(covers: impl Iterator<Item = Vec<CoversDoc>>) -> TerritoriesDoc {
    let own = covers.enumerate().map(|(at, covers)| TerritoryDoc {
        id: format!("t{at}").parse().unwrap(),
        priority: 0,
        from: None,
        until: None,
        covers,
    });
    TerritoriesDoc { territories: own.collect(), ..TerritoriesDoc::default() }
}

/// The same, ready to be asked.
pub fn list(covers: impl Iterator<Item = Vec<CoversDoc>>) -> Territories {
    Territories::compile(&doc(covers)).unwrap()
}

const COLUMNS: usize = 60;
const ROWS: usize = 50;
const WIDTH: i32 = 9_600_000;
const HEIGHT: i32 = 5_000_000;

/// A border from one corner to the next that wanders a little, halved so many times.
fn wander(from: Position, to: Position, depth: u32, numbers: &mut Numbers, border: &mut Vec<Position>) {
    if depth == 0 {
        border.push(from);
        return;
    }
    let off = numbers.below(130) - 65;
    let (wide, high) = (to[0] - from[0], to[1] - from[1]);
    let part = |length: i32| (i64::from(length) * i64::from(off) / 1_000) as i32;
    let middle = [from[0].midpoint(to[0]) - part(high), from[1].midpoint(to[1]) + part(wide)];
    wander(from, middle, depth - 1, numbers, border);
    wander(middle, to, depth - 1, numbers, border);
}

/// The borders of 3,000 areas like counties: four sides each that the neighbours share.
pub fn counties(depth: u32) -> Vec<Vec<Position>> {
    let mut numbers = Numbers(42);
    let corners: Vec<Vec<Position>> = (0..=COLUMNS as i32)
        .map(|column| {
            let near = |numbers: &mut Numbers, length: i32| numbers.below(length as u64 / 3) - length / 6;
            let row = |row| {
                let lon = -1_250_000_000 + column * WIDTH + near(&mut numbers, WIDTH);
                [lon, 240_000_000 + row * HEIGHT + near(&mut numbers, HEIGHT)]
            };
            (0..=ROWS as i32).map(row).collect()
        })
        .collect();
    let mut side = |from, to| {
        let mut border = Vec::new();
        let more = u32::from(numbers.below(100) < 27);
        wander(from, to, depth + more, &mut numbers, &mut border);
        border.push(to);
        border
    };
    let east: Vec<Vec<_>> =
        (0..COLUMNS).map(|x| (0..=ROWS).map(|y| side(corners[x][y], corners[x + 1][y])).collect()).collect();
    let north: Vec<Vec<_>> =
        (0..=COLUMNS).map(|x| (0..ROWS).map(|y| side(corners[x][y], corners[x][y + 1])).collect()).collect();
    let area = |x: usize, y: usize| {
        let mut outer_e7 = east[x][y].clone();
        outer_e7.extend(&north[x + 1][y]);
        outer_e7.extend(east[x][y + 1].iter().rev());
        outer_e7.extend(north[x][y].iter().rev());
        outer_e7
    };
    (0..COLUMNS * ROWS).map(|at| area(at / ROWS, at % ROWS)).collect()
}

/// A territory for each of these borders.
pub fn areas(borders: &[Vec<Position>]) -> Territories {
    let area = |own: &Vec<Position>| AreaDoc { outer_e7: own.clone(), holes_e7: Vec::new() };
    list(borders.iter().map(|own| vec![CoversDoc::Polygons(vec![area(own)])]))
}

/// Points anywhere among them.
pub fn points(count: usize) -> Vec<Point> {
    let mut numbers = Numbers(7);
    let point = |_| {
        let lon = -1_250_000_000 + numbers.below(COLUMNS as u64 * WIDTH as u64);
        Point::new(lon, 240_000_000 + numbers.below(ROWS as u64 * HEIGHT as u64)).unwrap()
    };
    (0..count).map(point).collect()
}
