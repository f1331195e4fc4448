//! The outcome: who has which place, and what proves it.

/// No place, no group, no region.
pub const NONE: u32 = u32::MAX;

/// What a method leaves behind so that its outcome can be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Stability is seen from the outcome itself.
    Stable,
    /// One pass in the common order.
    Serial,
    /// Stages and what bounds the filling of floors.
    Floors {
        /// Stage in which each seeker was settled.
        stage: Vec<u32>,
        /// Regions that no outcome fills beyond their floor, part of the bound.
        tight_regions: Vec<u32>,
        /// Places that no outcome fills beyond their seats, part of the bound.
        tight_places: Vec<u32>,
    },
    /// Prices at which everybody has what is cheapest for him.
    Prices {
        /// Total cost of those who have a place.
        total: i64,
        /// What staying without a place is taken to cost.
        unplaced: i64,
        /// Price of each place; zero where a seat is free.
        prices: Vec<i64>,
    },
    /// The order drawn.
    Draw,
}

/// Who has which place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Place of each seeker; [`NONE`] where he has none.
    pub place: Vec<u32>,
    /// What proves it.
    pub proof: Proof,
}

impl Outcome {
    /// The place of a seeker.
    pub fn place_of(&self, seeker: u32) -> Option<u32> {
        self.place.get(seeker as usize).copied().filter(|place| *place != NONE)
    }

    /// How many have a place.
    pub fn n_placed(&self) -> usize {
        self.place.iter().filter(|place| **place != NONE).count()
    }
}
