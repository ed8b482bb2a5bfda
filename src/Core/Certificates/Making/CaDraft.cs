using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Mesh.Core.Findings;

namespace Mesh.Core.Certificates.Making;

/// <summary>A certificate that is to be made.</summary>
/// <param name="Name">Whom it is for.</param>
/// <param name="KeyKind">Of what kind its key is, as people read it.</param>
/// <param name="NotBefore">From when on it is valid.</param>
/// <param name="NotAfter">When it ends.</param>
internal sealed record CaDraft(X500DistinguishedName Name, string KeyKind, DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    /// <summary>How far a beginning is put back, for machines whose clocks are behind.</summary>
    public static readonly TimeSpan BackDated = TimeSpan.FromMinutes(5);

    /// <summary>The end after so many days.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.Configuration"/>: X.509 has no such date.</exception>
    public static DateTimeOffset End(DateTimeOffset now, int days, string key) => days < (DateTimeOffset.MaxValue - now).TotalDays
        ? now.AddDays(days)
        : throw new MeshException(ExitCode.Configuration, $"{key} is {days}, which ends after the year 9999, the last one that a certificate can name", $"Set {key} to fewer days");

    /// <summary>Itself in one line, for a diff.</summary>
    /// <param name="made">The certificate, once it is made.</param>
    public string Text(X509Certificate2? made) => made is null ? $"{CaText.Of(Name)}; {KeyKind}; {Span}" : CaText.Of(made);

    private string Span => string.Create(CultureInfo.InvariantCulture, $"{NotBefore:yyyy-MM-dd} to {NotAfter:yyyy-MM-dd}");
}
