//! The table of operations: address, who may, what it takes and gives.

use axum::handler::Handler;

mod listed;
mod outside;

pub use self::listed::operations;
use crate::{
    App,
    routes::{self, Access, Route},
    text::api as t,
};

/// What an operation takes beside its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Nothing.
    Nothing,
    /// JSON with these keys: name, type, must be there.
    Json(&'static [(&'static str, &'static str, bool)]),
    /// The bytes of a file.
    Bytes,
}

/// What it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gives {
    /// JSON with these keys.
    Json(&'static [(&'static str, &'static str)]),
    /// A file.
    File,
}

/// An operation of the interface.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its route.
    pub route: Route,
    /// What it does, in Chinese.
    pub title: &'static str,
    /// Keys of its query: name, type, must be there.
    pub query: &'static [(&'static str, &'static str, bool)],
    /// What it takes.
    pub takes: Takes,
    /// What it answers.
    pub gives: Gives,
    /// Answers 201 instead of 200.
    pub makes: bool,
}

impl Operation {
    fn read<H, T>(path: &'static str, about: &'static str, handler: H) -> Operation
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let route = routes::get(path, Access::ApiRead, about, handler);
        Operation {
            title: t::title(path, false),
            route,
            query: &[],
            takes: Takes::Nothing,
            gives: Gives::Json(&[]),
            makes: false,
        }
    }

    fn write<H, T>(path: &'static str, about: &'static str, handler: H) -> Operation
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let route = routes::post(path, Access::ApiWrite, about, handler);
        Operation {
            title: t::title(path, true),
            route,
            query: &[],
            takes: Takes::Json(&[]),
            gives: Gives::Json(&[]),
            makes: false,
        }
    }

    fn asking(self, query: &'static [(&'static str, &'static str, bool)]) -> Operation {
        Operation { query, ..self }
    }

    fn taking(self, keys: &'static [(&'static str, &'static str, bool)]) -> Operation {
        Operation { takes: Takes::Json(keys), ..self }
    }

    fn giving(self, keys: &'static [(&'static str, &'static str)]) -> Operation {
        Operation { gives: Gives::Json(keys), ..self }
    }

    fn making(self) -> Operation {
        Operation { makes: true, ..self }
    }

    fn open_to(mut self, access: Access) -> Operation {
        self.route.access = access;
        self
    }

    fn file(self) -> Operation {
        Operation { gives: Gives::File, ..self }
    }

    fn bytes(self) -> Operation {
        Operation { takes: Takes::Bytes, ..self }
    }
}
