//! Large problems end: the measured times are in the benchmarks; here it only must not take for ever.

use banjie_allot::{Builder, Certificate, Method, PlaceInput, Rules, Score, allot, verify};

use crate::instances::Dice;

#[test]
fn twenty_thousand_seekers_are_placed_and_verified() {
    let mut dice = Dice::new(7);
    let mut builder = Builder::new();
    for at in 0..200 {
        builder.place(PlaceInput { id: format!("p{at}"), capacity: 90, ..PlaceInput::default() });
    }
    for at in 0..20_000 {
        let first = dice.below(200) as u32;
        let choices = (0..5).map(|step| (first + step * 37) % 200);
        builder.seeker_of(&format!("s{at}"), &[Score::points(dice.below(600) as i64)], choices);
    }
    let problem = builder.finish().sound().unwrap();
    for method in [Method::Deferred, Method::Serial] {
        let rules = Rules::new(method).with_seed("x");
        let outcome = allot(&problem, &rules).unwrap();
        assert!(outcome.n_placed() > 15_000);
        assert_eq!(verify(&problem, &Certificate::new(&problem, &rules, &outcome)), []);
    }
}
