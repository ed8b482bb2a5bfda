# Builds the host once when its sources changed, then runs it: no msbuild on each call.
#   ./build.ps1 --target Demo
$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$out = Join-Path $root 'build/bin/Release/net10.0'
$stamp = Join-Path $out '.sources'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'

function Get-Sources {
  $files = @(Get-ChildItem -Path (Join-Path $root 'src'), (Join-Path $root 'build') -Recurse -File |
    Where-Object { $_.FullName -notmatch '[\\/](bin|obj|scenarios)[\\/]' })
  $files += 'build.ps1', 'global.json', 'Directory.Build.props', 'Directory.Build.targets', 'Directory.Packages.props' | ForEach-Object { Get-Item (Join-Path $root $_) }
  $files | Sort-Object FullName
}

function Test-UpToDate {
  if (-not (Test-Path $stamp) -or -not (Test-Path (Join-Path $out 'Build.dll'))) { return $false }
  $files = Get-Sources
  if ((Get-Content $stamp -Raw).Trim() -ne (($files.FullName) -join "`n")) { return $false }
  $built = (Get-Item $stamp).LastWriteTimeUtc
  return -not ($files | Where-Object { $_.LastWriteTimeUtc -gt $built })
}

if (-not (Test-UpToDate)) {
  New-Item -ItemType Directory -Force $out | Out-Null
  $marker = Join-Path $out ".building.$PID"
  Set-Content -Path $marker -Value ((Get-Sources).FullName -join "`n") -NoNewline
  [Console]::Error.WriteLine('Building the host once; the next call starts it at once.')
  $log = & dotnet build (Join-Path $root 'build/Build.csproj') -c Release -v quiet -nologo
  if ($LASTEXITCODE -ne 0) {
    $log | ForEach-Object { [Console]::Error.WriteLine($_) }
    Remove-Item $marker
    [Console]::Error.WriteLine('mesh: exit 70: the build host does not compile. Read the compiler''s errors above.')
    exit 70
  }
  Move-Item -Force $marker $stamp
}

if ($args.Count -gt 0 -and $args[0] -eq '--build-only') { exit 0 }
& dotnet (Join-Path $out 'Build.dll') @args
exit $LASTEXITCODE
