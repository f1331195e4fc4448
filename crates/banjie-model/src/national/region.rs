//! Provinces by GB/T 2260 and points that can lie in China.

use rust_decimal::Decimal;
use thiserror::Error;

/// The first two digits of an area code and the province they stand for (GB/T 2260-2007).
pub const PROVINCES: [(&str, &str); 34] = [
    ("11", "北京市"),
    ("12", "天津市"),
    ("13", "河北省"),
    ("14", "山西省"),
    ("15", "内蒙古自治区"),
    ("21", "辽宁省"),
    ("22", "吉林省"),
    ("23", "黑龙江省"),
    ("31", "上海市"),
    ("32", "江苏省"),
    ("33", "浙江省"),
    ("34", "安徽省"),
    ("35", "福建省"),
    ("36", "江西省"),
    ("37", "山东省"),
    ("41", "河南省"),
    ("42", "湖北省"),
    ("43", "湖南省"),
    ("44", "广东省"),
    ("45", "广西壮族自治区"),
    ("46", "海南省"),
    ("50", "重庆市"),
    ("51", "四川省"),
    ("52", "贵州省"),
    ("53", "云南省"),
    ("54", "西藏自治区"),
    ("61", "陕西省"),
    ("62", "甘肃省"),
    ("63", "青海省"),
    ("64", "宁夏回族自治区"),
    ("65", "新疆维吾尔自治区"),
    ("71", "台湾省"),
    ("81", "香港特别行政区"),
    ("82", "澳门特别行政区"),
];

/// The province of an area code of two digits or more: "330302" is in 浙江省.
#[must_use]
pub fn province_name(area: &str) -> Option<&'static str> {
    let digits = area.get(..2)?;
    PROVINCES.iter().find(|(code, _)| *code == digits).map(|(_, name)| *name)
}

/// Why a point cannot be a place in China.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PointFault {
    /// The two numbers make sense the other way round.
    #[error("经度{lon}、纬度{lat}像是写反了，应先经度后纬度")]
    Swapped {
        /// What was given as longitude, in degrees.
        lon: Decimal,
        /// What was given as latitude, in degrees.
        lat: Decimal,
    },
    /// Outside the box that holds the country.
    #[error("经度{lon}、纬度{lat}不在我国范围内（经度73—136度，纬度3—54度），请核对")]
    Outside {
        /// Longitude in degrees.
        lon: Decimal,
        /// Latitude in degrees.
        lat: Decimal,
    },
}

/// Whether a WGS-84 point, in decimal degrees, lies in the box 73°–136° E, 3°–54° N that holds the whole country
/// (from the Pamirs to the Ussuri, from Zengmu Ansha to the Amur).
///
/// # Errors
/// A [`PointFault`] that tells an exchanged pair from a point elsewhere.
pub fn plausible_point(lon: Decimal, lat: Decimal) -> Result<(), PointFault> {
    let within = |degrees: Decimal, low: i64, high: i64| degrees >= low.into() && degrees <= high.into();
    let inside = |lon: Decimal, lat: Decimal| within(lon, 73, 136) && within(lat, 3, 54);
    if inside(lon, lat) {
        Ok(())
    } else if inside(lat, lon) {
        Err(PointFault::Swapped { lon, lat })
    } else {
        Err(PointFault::Outside { lon, lat })
    }
}
