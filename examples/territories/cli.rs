//! The options.

use std::path::PathBuf;

use clap::Parser;

/// Draws territories as a map, and says whose each lead is, how sure that is, and who comes next.
#[derive(Debug, Parser)]
#[command(name = "territories", after_long_help = NOTES)]
pub(crate) struct Cli {
    /// The leads, each the things known of it: `state=MN point=44.9673,-93.2828 precision=rooftop`
    #[arg(value_name = "LEAD")]
    pub(crate) leads: Vec<String>,
    /// The folder with the Twin Cities: `us_zip.csv`, `us_counties.geojson` and `twin_cities_interstates_tiger.geojson`
    /// [default: a made-up land]
    #[arg(long, value_name = "FOLDER", conflicts_with = "list")]
    pub(crate) data: Option<PathBuf>,
    /// Territories of one's own, a JSON document
    #[arg(long, value_name = "FILE")]
    pub(crate) list: Option<PathBuf>,
    /// Where the map goes; what is there is overwritten
    #[arg(long, value_name = "FILE", default_value = "territories.svg")]
    pub(crate) svg: PathBuf,
    /// How well the points of the map are known, in metres
    #[arg(long, value_name = "METRES", default_value_t = 200)]
    pub(crate) accuracy_m: u32,
}

const NOTES: &str = "\
LEADS
  A lead is one argument: country, state, county, city, zip, street, area_code, account, point (latitude, longitude),
  precision (rooftop, street, zip_centroid) and accuracy_m, each as name=value, a semicolon or a space between them. A value
  with spaces stands in single quotes. With --data a lead without a point is in the middle of its ZIP, and without a state in
  that of its ZIP.

THE MAP
  is asked cell by cell, as leads are: each colour is a territory. Grey is nobody's because there is no single answer; lighter is
  near a border, as well as the points of the map are known; white is nobody's. With --data cells outside Minnesota are white.

EXIT CODES
  0 done, 2 a lead, a file or an option is wrong.";
