namespace Mesh.Core.Certificates.Reading;

/// <summary>What a signature turned out to be.</summary>
internal enum SignatureCheck
{
    /// <summary>It was made with the key.</summary>
    Valid,

    /// <summary>It was not made with the key.</summary>
    Invalid,

    /// <summary>This program does not know the algorithm, and so says nothing about it.</summary>
    Unknown,
}
