namespace Cake.Frosting.Mesh.Tests;

/// <summary>Programs that pass for helm.</summary>
internal static class HelmScripts
{
    /// <summary>A release whose last upgrade was cut off.</summary>
    public const string Pending = """
        case "$1" in
          version) echo v3.10.1 ;;
          list) echo '[{"name":"web","namespace":"beta","revision":"3","updated":"2026-11-20 10:00:00 +0000 UTC","status":"pending-upgrade","chart":"web-0.1.0","app_version":"1"}]' ;;
          *) echo "unexpected: $*" >&2; exit 9 ;;
        esac
        """;
}
