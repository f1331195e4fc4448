//! Pictures of a report: from the package's files to what the printers can show.

use std::{collections::HashMap, sync::Arc};

use banjie_model::Name;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use indexmap::IndexMap;

use crate::document::ImageFormat;

/// A picture that can be shown.
#[derive(Clone, Debug)]
pub(crate) struct Picture {
    pub format: ImageFormat,
    pub size: (u32, u32),
    pub bytes: Arc<[u8]>,
}

/// The pictures that can be shown, by file name; the checker has told of the others.
pub(super) fn of(images: &IndexMap<Name, Name>) -> HashMap<Name, Picture> {
    images.iter().filter_map(|(name, content)| Some((name.clone(), picture(content)?))).collect()
}

fn picture(content: &str) -> Option<Picture> {
    let bytes = BASE64_STANDARD.decode(content).ok()?;
    let format = match imagesize::image_type(&bytes).ok()? {
        imagesize::ImageType::Png => ImageFormat::Png,
        imagesize::ImageType::Jpeg => ImageFormat::Jpeg,
        _ => return None,
    };
    let size = imagesize::blob_size(&bytes).ok()?;
    let pixels = |side: usize| u32::try_from(side).ok().filter(|side| *side > 0);
    Some(Picture { format, size: (pixels(size.width)?, pixels(size.height)?), bytes: bytes.into() })
}
