namespace Mesh.Core.Sources;

/// <summary>What <see cref="LineEndings"/> met.</summary>
/// <param name="Files">Files that the globs mean, empty ones and symbolic links not counted.</param>
/// <param name="Normalized">Files rewritten; in a dry run, those that would be.</param>
/// <param name="WithLoneCarriageReturns">Files with carriage returns that only their author can judge; each is a finding SRC002 and otherwise left as it is.</param>
/// <param name="LeftAlone">Files that were not to be touched: binary, UTF-16, or in need of CRLF.</param>
public sealed record LineEndingsResult(int Files, int Normalized, int WithLoneCarriageReturns, int LeftAlone);
