# Writes OUTPUT, a C++ file that holds the text of the recipe FILES.
set(rows "")
foreach(file IN LISTS FILES)
  get_filename_component(name "${file}" NAME_WE)
  file(READ "${file}" text)
  string(APPEND rows "    {\"${name}\", R\"recipe(${text})recipe\"},\n")
endforeach()
file(WRITE "${OUTPUT}" "#include \"method/library.h\"\n\nnamespace tacit {\n\nstd::span<const LibraryRecipe> library() {\n  static constexpr LibraryRecipe recipes[] = {\n${rows}  };\n  return recipes;\n}\n\n}  // namespace tacit\n")
