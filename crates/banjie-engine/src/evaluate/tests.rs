mod arithmetic;
mod explained;
mod fixture;
mod limits;
mod meaning;
mod tables;
