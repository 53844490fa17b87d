//! 换届 — the program: one binary, one file a subcommand under `cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    huanjie::cli::run()
}
