//! Chance that is the same on every machine: SplitMix64 (Steele, Lea, Flood 2014) and whole-number arithmetic only.

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

/// Parts in a million: the unit of all chances.
pub(super) const MILLION: u32 = 1_000_000;

impl Random {
    /// The stream of one row: the seed of the recipe and where the row stands. Rows do not disturb one another.
    pub fn of(seed: u64, place: &[u64]) -> Random {
        let mut random = Random(seed);
        for part in place {
            random.0 = random.next() ^ part.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
        random
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 to `n` - 1; 0 for none.
    pub fn below(&mut self, n: usize) -> usize {
        let wide = u128::from(self.next()) * u128::try_from(n).unwrap_or(0);
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number between two, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = usize::try_from(high.saturating_sub(low)).unwrap_or(0).saturating_add(1);
        low.saturating_add(i64::try_from(self.below(width)).unwrap_or(0))
    }

    /// True with so many chances in a million.
    pub fn chance(&mut self, per_million: u32) -> bool {
        self.between(0, i64::from(MILLION) - 1) < i64::from(per_million)
    }

    /// The place of the one chosen by weight; none when all weights are 0.
    pub fn weighted(&mut self, weights: impl Iterator<Item = u32> + Clone) -> Option<usize> {
        let total: u64 = weights.clone().map(u64::from).sum();
        let mut left = u64::try_from(self.below(usize::try_from(total).ok()?)).ok()?;
        weights.enumerate().find_map(|(place, weight)| match left.checked_sub(u64::from(weight)) {
            Some(rest) => {
                left = rest;
                None
            }
            None => Some(place),
        })
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn the_stream_is_the_published_one() {
        let mut random = Random::of(1_234_567, &[]);
        let first = [random.next(), random.next(), random.next()];
        assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn a_choice_of_weight_nothing_is_never_made() {
        let mut random = Random::of(1, &[2]);
        let places: Vec<_> = (0..200).map(|_| random.weighted([0, 3, 0, 1].into_iter())).collect();
        assert!(places.contains(&Some(1)) && places.contains(&Some(3)));
        assert!(!places.contains(&Some(0)) && !places.contains(&Some(2)) && !places.contains(&None));
    }
}
