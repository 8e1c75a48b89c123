//! Compiles `magpie/**/*.proto` with protox (pure Rust: no `protoc` is needed) into Rust types and a descriptor set.

use std::path::{Path, PathBuf};
use std::{env, error::Error, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let mut files = Vec::new();
    collect(Path::new("magpie"), &mut files)?;
    files.sort();
    println!("cargo:rerun-if-changed=magpie");

    // The raw bytes keep the custom options (permissions), which the typed descriptor set would drop.
    let mut compiler = protox::Compiler::new(["."])?;
    compiler.include_imports(true).include_source_info(true).open_files(&files)?;
    let output = PathBuf::from(env::var("OUT_DIR")?).join("magpie.descriptors");
    fs::write(output, compiler.encode_file_descriptor_set())?;

    // Type names let the JSON module find a message's descriptor.
    let mut types = tonic_prost_build::Config::new();
    types.enable_type_names();
    tonic_prost_build::configure().compile_fds_with_config(compiler.file_descriptor_set(), types)?;
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "proto") {
            files.push(path);
        }
    }
    Ok(())
}
