//! Files in files.

use std::io::{self, Cursor, Write as _};

use flate2::{Compression, GzBuilder};
use zip::write::SimpleFileOptions;

/// A gzip file that names its content.
pub(crate) fn gzip(name: &str, content: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzBuilder::new().filename(name).write(Vec::new(), Compression::default());
    encoder.write_all(content)?;
    encoder.finish()
}

/// A zip file; every second file is stored, the others are deflated.
pub(crate) fn zip(files: &[(String, Vec<u8>)]) -> io::Result<Vec<u8>> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (at, (path, content)) in files.iter().enumerate() {
        let method = if at % 2 == 0 { zip::CompressionMethod::Deflated } else { zip::CompressionMethod::Stored };
        writer.start_file(path.as_str(), SimpleFileOptions::default().compression_method(method))?;
        writer.write_all(content)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// A tar file.
pub(crate) fn tar(files: &[(String, Vec<u8>)]) -> io::Result<Vec<u8>> {
    let mut builder = tar::Builder::new(Vec::new());
    for (path, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(1_767_225_600);
        builder.append_data(&mut header, path, content.as_slice())?;
    }
    builder.into_inner()
}
